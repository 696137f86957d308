import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { expectNothingLeftOpen, serveHttp } from '../integration/source/servers.ts';

expectNothingLeftOpen();

const SOURCE = new URL('../../lib/source/source.ts', import.meta.url).href;

/** node's global agent is the control: under the same environment it does go through the proxy. */
const CHILD = `
const [url, pair] = process.argv.slice(1);
const { openSource } = await import(${JSON.stringify(SOURCE)});
const source = await openSource(url, { userAgent: 'Sluice/0.0.0-test', allow: new Set([pair]) });
for await (const chunk of source.body) process.stdout.write(chunk);
if (process.env.CONTROL) (await import('node:http')).get(url, (response) => response.resume());
`;

test('no proxy of the environment sees a connection', async () => {
  const proxy = await serveHttp((_request, response) => response.writeHead(502).end());
  const server = await serveHttp((_request, response) => response.end('audio'));
  const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
  const environment = Object.fromEntries(variables.map((name) => [name, proxy.origin]));
  const env = { ...process.env, ...environment, NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1' };
  const args = ['--input-type=module', '-e', CHILD, `${server.origin}/`, server.pair];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toBe('audio');
  expect(server.connections()).toBe(1);
  expect(proxy.connections()).toBe(0);
  await promisify(execFile)(process.execPath, args, { env: { ...env, CONTROL: '1' } });
  expect(proxy.connections()).toBeGreaterThan(0);
});
