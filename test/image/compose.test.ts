/** docs/compose.yaml, of which no engine is here to be asked: what it says is done by buildah and Debian's Prometheus. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { requireDebian } from '../fixtures/debian.ts';
import { media } from '../fixtures/media.ts';
import { startPrometheus } from '../fixtures/prometheus.ts';
import { type FileServer, serveFile } from '../fixtures/servers.ts';
import { bytesOf } from '../fixtures/service.ts';
import { buildahEnvironment } from './build.ts';
import { placeHere, REPOSITORY } from './place.ts';

interface Container {
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly working_dir: string;
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly command: readonly string[];
  readonly network_mode: string;
}
const { services } = parse(readFileSync(join(REPOSITORY, 'docs/compose.yaml'), 'utf8')) as {
  services: Readonly<Record<'sluice' | 'prometheus', Container>>;
};
const { sluice, prometheus } = services;
const { folder, storage, container } = placeHere();

/** Where a volume comes from, and where it goes. */
const mounts = ({ volumes }: Container) =>
  volumes.map((volume) => {
    const [from = '', to = '', mode] = volume.split(':');
    return { from: from.startsWith('.') ? join(REPOSITORY, 'docs', from) : from, to, mode };
  });

/** `${NAME:-default}`, where nothing is set. */
const unset = (value: string): string => String(value).replace(/\$\{\w+:-([^}]*)\}/g, '$1');

let origin: FileServer;
let url: string;
let stop: () => Promise<unknown>;

beforeAll(async () => {
  await requireDebian('prometheus');
  origin = await serveFile(await media('mp3'));
  // Loopback and any port: others are at work on this machine.
  const environment = { ...sluice.environment, HOST: '127.0.0.1', PORT: '0', SOURCE_ALLOW: origin.hostPort };
  const child = spawn(
    'buildah',
    [
      ...['run', '--workingdir', sluice.working_dir],
      ...mounts(sluice).flatMap(({ from, to, mode }) => ['--volume', [from, to, mode].join(':')]),
      ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${unset(value)}`]),
      ...[readFileSync(container, 'utf8'), '--', ...sluice.entrypoint],
    ],
    { env: buildahEnvironment(storage, folder), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const gone = new Promise((resolve) => child.once('close', resolve));
  stop = () => {
    // All that it has started, for `init: true` is an engine's.
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM');
    return gone;
  };
  const lines: string[] = [];
  child.stderr.on('data', (text: Buffer) => lines.push(text.toString()));
  url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^ready (\S+)$/.exec(line)?.[1];
      if (ready) resolve(ready);
    });
    void gone.then(() => reject(new Error(`it has ended:\n${lines.join('')}`)));
  });
});
afterAll(async () => {
  await stop?.();
  await origin?.close();
});

test('The image is the one that npm run image makes.', () => {
  expect(readFileSync(join(REPOSITORY, 'layers/container/build.sh'), 'utf8')).toContain(` TAG=${sluice.image}\n`);
});

test('The service transcodes within it, and its Prometheus, beside it, has the same figures.', async () => {
  const answer = await fetch(`${url}/transcode?source_url=${encodeURIComponent(origin.url)}&duration=1`);
  expect((await bytesOf(answer)).length).toBeGreaterThan(5_000);
  expect(prometheus.network_mode).toBe('service:sluice');
  const configured = prometheus.command.find((option) => option.startsWith('--config.file='))?.split('=')[1] ?? '';
  const place = mounts(prometheus).find(({ to }) => configured.startsWith(`${to}/`));
  expect(existsSync(join(place?.from ?? '', basename(configured)))).toBe(true);
  const watching = await startPrometheus(new URL(url).host, '', basename(configured));
  try {
    await expect
      .poll(() => watching.query('sum(transcode_requests_total{status="success"})'), { timeout: 20_000 })
      .toMatchObject([{ value: 1 }]);
  } finally {
    await watching.stop();
  }
});

test('Its health check tells health, and its absence.', async () => {
  const [, node = '', ...argv] = sluice.healthcheck.test;
  const asked = (at: string) => argv.map((one) => one.replace('http://127.0.0.1:8090', at));
  await promisify(execFile)(node, asked(url));
  await expect(promisify(execFile)(node, asked('http://127.0.0.1:9'))).rejects.toMatchObject({ code: 1 });
  expect(sluice.ports).toContain('127.0.0.1:8090:8090');
});
