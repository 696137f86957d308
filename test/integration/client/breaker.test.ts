import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type NodeClientOptions } from '../../../lib/client/node/node.ts';
import { type Act, audio, fails, says, scripted } from '../../fixtures/scripted.ts';

const REQUEST = { source_url: 'https://example.com/a.mp3', output_format: 'pcm' } as const;

async function clientOf(acts: readonly Act[], options: Partial<NodeClientOptions> = {}) {
  const server = await scripted(...acts);
  onTestFinished(server.close);
  const given = {
    url: server.url,
    fallback: 'off',
    retry: { attempts: 0 },
    breaker: { failures: 2, restMs: 60_000 },
  } as const;
  return { server, client: createClient({ ...given, ...options }) };
}

type Client = Awaited<ReturnType<typeof clientOf>>['client'];
const outcome = (client: Client): Promise<string> =>
  client.transcode(REQUEST).then(
    ({ audio: stream }) => {
      stream.destroy();
      return 'audio';
    },
    (error: { trouble: string; code: string }) => `${error.trouble} ${error.code}`,
  );

test('Failures in a row open it, and then nobody is asked.', async () => {
  const { client, server } = await clientOf([says(500)]);
  expect(await outcome(client)).toBe('answered INTERNAL_ERROR');
  expect(await outcome(client)).toBe('answered INTERNAL_ERROR');
  expect(await outcome(client)).toBe('open INTERNAL_ERROR');
  expect(server.calls()).toBe(2);
});

test('A service that is well and has a bad source, a wrong request or no stream left opens nothing.', async () => {
  const { client, server } = await clientOf([
    fails(502, 'DOWNLOAD_FAILED', true),
    fails(422, 'INVALID_REQUEST', false),
    says(429),
    fails(504, 'TIMEOUT', true),
    audio(2),
  ]);
  for (let call = 0; call < 4; call++) await outcome(client);
  expect(await outcome(client)).toBe('audio');
  expect(server.calls()).toBe(5);
});

test('Behind its rest one probe at a time finds out, and what it finds is for all.', async () => {
  const probing = Promise.withResolvers<void>();
  const { client, server } = await clientOf(
    [
      says(500),
      says(500),
      async (response, request) => {
        await probing.promise;
        audio(2)(response, request);
      },
      audio(2),
    ],
    { breaker: { failures: 2, restMs: 20 } },
  );
  await outcome(client);
  await outcome(client);
  await sleep(100);
  const calls = [outcome(client), outcome(client), outcome(client)];
  await expect.poll(server.calls).toBe(3);
  probing.resolve();
  expect(await Promise.all(calls)).toEqual(['audio', 'audio', 'audio']);
});

test('A probe that is answered with a wrong request has found the service well.', async () => {
  const { client } = await clientOf([says(500), says(500), fails(422, 'INVALID_REQUEST', false), audio(2)], {
    breaker: { failures: 2, restMs: 1 },
  });
  for (let call = 0; call < 2; call++) await outcome(client);
  await sleep(50);
  expect(await outcome(client)).toBe('answered INVALID_REQUEST');
  expect(await outcome(client)).toBe('audio');
});

test('A probe whose caller leaves has found out nothing.', async () => {
  const { client } = await clientOf([says(500), says(500), () => {}, audio(2)], {
    breaker: { failures: 2, restMs: 30 },
  });
  for (let call = 0; call < 2; call++) await outcome(client);
  await sleep(100);
  await expect(client.transcode(REQUEST, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  expect(await outcome(client)).toBe('open INTERNAL_ERROR');
});

test('Its state goes into another client as JSON.', async () => {
  const first = await clientOf([says(500)]);
  for (let call = 0; call < 2; call++) await outcome(first.client);
  const kept = JSON.parse(JSON.stringify(first.client.breakerState()));
  const second = await clientOf([audio(2)], { breakerState: kept });
  expect(await outcome(second.client)).toBe('open INTERNAL_ERROR');
  expect(second.server.calls()).toBe(0);
});

test('An open breaker is not retried into.', async () => {
  const { client, server } = await clientOf([says(500)], { retry: { attempts: 5, firstDelayMs: 1, maxDelayMs: 1 } });
  expect(await outcome(client)).toBe('open INTERNAL_ERROR');
  expect(server.calls()).toBe(2);
});

test('A caller’s own policies take the place of ours.', async () => {
  const { noop } = await import('cockatiel');
  const { client, server } = await clientOf([says(500)], { policies: { retry: noop, breaker: noop } });
  for (let call = 0; call < 4; call++) expect(await outcome(client)).toBe('answered INTERNAL_ERROR');
  expect(server.calls()).toBe(4);
  expect(client.breakerState()).toBeUndefined();
});
