import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { SOURCE_LIMITS } from '../../../lib/settings/source-limits.ts';
import { parseTarget } from '../../../lib/source/guard/target.ts';
import { request } from '../../../lib/source/http/request.ts';
import { expectNothingLeftOpen, serveHttp } from './servers.ts';

expectNothingLeftOpen();

const EVENTS = ['error', 'close', 'data', 'end', 'readable', 'timeout', 'drain'] as const;

test('a connection that is used again and again keeps nothing of the requests before', async () => {
  const server = await serveHttp((_request, response) => response.end('abc'));
  const target = parseTarget(server.origin, new Set([server.pair]));
  const socket = connect(server.port, '127.0.0.1');
  const once = async (): Promise<number[]> => {
    const { promise, resolve } = Promise.withResolvers<Socket>();
    const answer = await request(
      socket,
      socket,
      target,
      { host: server.pair, connection: 'keep-alive' },
      SOURCE_LIMITS,
      undefined,
      resolve,
    );
    for await (const chunk of answer.response) expect(String(chunk)).toBe('abc');
    answer.release();
    const kept = await promise;
    return EVENTS.map((event) => kept.listenerCount(event));
  };
  const first = await once();
  for (let nth = 0; nth < 20; nth += 1) expect(await once()).toEqual(first);
  expect(server.connections()).toBe(1);
  socket.destroy();
});
