import { createServer, type RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createShutdown, registerExtension } from '../../lib/http/shutdown.ts';
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

describe('an environment that is told to end', () => {
  const told = () => {
    const happened: string[] = [];
    let tell = () => {};
    const shutdown = createShutdown(
      (listener) => {
        tell = listener;
      },
      () => happened.push('exit'),
    );
    return { happened, shutdown, tell: () => tell() };
  };

  test('ends at once where it is idle', () => {
    const { happened, shutdown, tell } = told();
    shutdown.begin();
    shutdown.end();
    expect(happened).toEqual([]);
    tell();
    expect(happened).toEqual(['exit']);
  });

  test('aborts its request, and ends as soon as that is over', () => {
    const { happened, shutdown, tell } = told();
    shutdown.begin();
    shutdown.signal.addEventListener('abort', () => happened.push(shutdown.signal.reason.code));
    tell();
    expect(happened).toEqual(['SHUTTING_DOWN']);
    shutdown.end();
    expect(happened).toEqual(['SHUTTING_DOWN', 'exit']);
  });

  test('ends within 300 ms whatever its request does', async () => {
    const { happened, shutdown, tell } = told();
    shutdown.begin();
    // Of two timers the one that is due earlier comes first, however late both are.
    const later = pause(300).then(() => happened.push('300 ms'));
    tell();
    await later;
    expect(happened).toEqual(['exit', '300 ms']);
  });
});
