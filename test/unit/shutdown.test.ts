import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { registerExtension } from '../../lib/http/shutdown.ts';
import { listening } from '../fixtures/servers.ts';

async function registered(answer: RequestListener): Promise<boolean> {
  const server = await listening(createServer(answer));
  onTestFinished(server.close);
  return registerExtension(new URL(server.url).host);
}

test.for<[what: string, answer: RequestListener, registered: boolean]>([
  ['that accepts', (_request, response) => void response.end('{}'), true],
  ['that refuses', (_request, response) => void response.writeHead(403).end('{}'), false],
  ['that breaks off', (_request, response) => void response.destroy(), false],
  ['that says nothing', () => {}, false],
  ['that does not end', (_request, response) => void response.writeHead(200).write('{'), false],
])('An environment begins whatever becomes of its extension at an API %s.', async ([, answer, expected]) => {
  expect(await registered(answer)).toBe(expected);
});

test('It begins where nobody listens, too.', async () => {
  expect(await registerExtension('127.0.0.1:9')).toBe(false);
});
