import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ClientError } from '../../../lib/client/errors.ts';
import { createClient, type NodeClientOptions } from '../../../lib/client/node/node.ts';
import { blackHole } from '../../fixtures/black-hole.ts';
import { type Act, audio, fails, hang, reset, type ScriptedServer, says, scripted } from '../../fixtures/scripted.ts';

const REQUEST = { source_url: 'https://example.com/a.mp3', output_format: 'pcm' } as const;
const QUICK = { firstDelayMs: 1, maxDelayMs: 2 };

async function clientOf(acts: readonly Act[], options: Partial<NodeClientOptions> = {}) {
  const server: ScriptedServer = await scripted(...acts);
  onTestFinished(server.close);
  return { server, client: createClient({ url: server.url, fallback: 'off', retry: QUICK, ...options }) };
}

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  );

async function lengthOf(stream: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}

test('A stream comes with its metadata, and is a Readable.', async () => {
  const { client } = await clientOf([audio()]);
  const { metadata, audio: stream, origin } = await client.transcode(REQUEST);
  expect(metadata).toMatchObject({ sampleRate: 8000, channels: 1, transcodeId: 'id-2', live: false });
  expect(origin()).toBe('service');
  expect(await stream.toArray().then((chunks) => Buffer.concat(chunks).length)).toBe(16_000);
});

test('Options that are undefined are as if they were not given.', async () => {
  const none = undefined as never;
  const { client } = await clientOf([(...call) => void setTimeout(audio(), 100, ...call)], {
    timeouts: { connectMs: none, firstByteMs: none, idleMs: none },
    retry: { attempts: none, firstDelayMs: none, maxDelayMs: none, maxRetryAfterMs: none },
    breaker: { failures: none, restMs: none, maxRestMs: none },
    resume: { giveUpMs: none },
  });
  const { audio: stream } = await client.transcode(REQUEST);
  expect(await lengthOf(stream)).toBe(16_000);
});

test.for<[what: string, act: Act, error: Record<string, unknown>, calls: number]>([
  [
    'a wrong request is told as it was answered, and not tried again',
    fails(422, 'FILTER_INVALID', false),
    { code: 'FILTER_INVALID', status: 422, trouble: 'answered', transcodeId: 'id-1' },
    1,
  ],
  [
    'a source that is gone is not asked for again',
    fails(502, 'DOWNLOAD_FAILED', false),
    { code: 'DOWNLOAD_FAILED' },
    1,
  ],
  ['a source in trouble is', fails(502, 'DOWNLOAD_FAILED', true), { code: 'DOWNLOAD_FAILED', recoverable: true }, 3],
  ['a 429 of the platform is RATE_LIMITED', says(429), { code: 'RATE_LIMITED', status: 429 }, 3],
  ['a 403 of the platform is UNAUTHORIZED', says(403), { code: 'UNAUTHORIZED', recoverable: false }, 1],
  ['a 502 of a proxy is tried again', says(502), { code: 'INTERNAL_ERROR', status: 502 }, 3],
  ['a connection that breaks before the answer is tried again', reset, { trouble: 'unreachable' }, 3],
  [
    'a Retry-After that is too far away ends the tries',
    fails(503, 'SHUTTING_DOWN', true, { 'retry-after': '3600' }),
    { code: 'SHUTTING_DOWN', retryAfterMs: 3_600_000 },
    1,
  ],
])('%s', async ([, act, error, calls]) => {
  const { client, server } = await clientOf([act], { retry: { ...QUICK, attempts: 2 } });
  expect(await failure(client.transcode(REQUEST))).toMatchObject(error);
  expect(server.calls()).toBe(calls);
});

test('What goes better at the next try is heard.', async () => {
  const { client, server } = await clientOf([reset, says(502), fails(503, 'SHUTTING_DOWN', true), audio()]);
  const { audio: stream } = await client.transcode(REQUEST);
  expect(await lengthOf(stream)).toBe(16_000);
  expect(server.calls()).toBe(4);
});

test('Retry-After is waited for.', async () => {
  const { client } = await clientOf([says(429, { 'retry-after': '1' }), audio(2)]);
  const began = performance.now();
  await lengthOf((await client.transcode(REQUEST)).audio);
  expect(performance.now() - began).toBeGreaterThan(990);
});

test('A port on which nobody listens is unreachable.', async () => {
  const { server, client } = await clientOf([hang], { retry: { attempts: 0 } });
  await server.close();
  expect(await failure(client.transcode(REQUEST))).toMatchObject({ trouble: 'unreachable', recoverable: true });
});

test('Where nobody accepts, connecting has a time of its own.', async () => {
  const hole = await blackHole();
  onTestFinished(hole.close);
  const client = createClient({
    url: hole.url,
    fallback: 'off',
    retry: { attempts: 0 },
    timeouts: { connectMs: 100, firstByteMs: 60_000 },
  });
  expect(await failure(client.transcode(REQUEST))).toMatchObject({ trouble: 'unreachable' });
});

test('A service that takes the call and says nothing is late.', async () => {
  const { client } = await clientOf([hang], { retry: { attempts: 0 }, timeouts: { firstByteMs: 100 } });
  expect(await failure(client.transcode(REQUEST))).toMatchObject({ trouble: 'late', code: 'TIMEOUT' });
});

test('A caller who leaves is told his own reason, and the connection is closed.', async () => {
  const closed = Promise.withResolvers<void>();
  const { client } = await clientOf([(response) => response.on('close', closed.resolve)]);
  const reason = new Error('enough');
  const left = new AbortController();
  const call = failure(client.transcode(REQUEST, { signal: left.signal }));
  setTimeout(() => left.abort(reason), 50);
  expect(await call).toBe(reason);
  await closed.promise;
});

test('A caller who had left before he called is told so, and nothing is asked; no rejection is left over for the process.', async () => {
  const left: unknown[] = [];
  const note = (reason: unknown): void => void left.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const { client, server } = await clientOf([audio()]);
  expect(await failure(client.transcode(REQUEST, { signal: AbortSignal.abort('skipped') }))).toBe('skipped');
  // Node tells of what nobody has caught once the microtasks are done.
  await setImmediate();
  expect(left).toEqual([]);
  expect(server.calls()).toBe(0);
});

test('A caller who leaves between two tries does not wait for the second.', async () => {
  const { client, server } = await clientOf([says(429, { 'retry-after': '9' })]);
  const left = new AbortController();
  const call = failure(client.transcode(REQUEST, { signal: left.signal }));
  await expect.poll(server.calls).toBe(1);
  left.abort('enough');
  expect(await call).toBe('enough');
});

test('A stream that is destroyed closes its connection.', async () => {
  const closed = Promise.withResolvers<void>();
  const { client } = await clientOf([
    (response, request) => {
      response.on('close', closed.resolve);
      response.writeHead(200, { 'x-sample-rate': '8000', 'x-channels': '1' }).write(Buffer.alloc(2));
      return request;
    },
  ]);
  const { audio: stream } = await client.transcode(REQUEST);
  stream.destroy();
  await closed.promise;
});

test('The path of the base URL is kept, with or without a slash at its end.', async () => {
  const paths: (string | undefined)[] = [];
  const server = await scripted((response, request) => {
    paths.push(request.url);
    audio(2)(response, request);
  });
  onTestFinished(server.close);
  for (const url of [`${server.url}/api/v1`, `${server.url}/api/v1/`]) {
    await lengthOf((await createClient({ url, fallback: 'off' }).transcode(REQUEST)).audio);
  }
  expect(paths).toEqual(['/api/v1/transcode', '/api/v1/transcode']);
});

test('Health and metrics are asked where they are, with the token.', async () => {
  const seen: (string | undefined)[] = [];
  const server = await scripted((response, request) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    response.end(request.url === '/m/metrics' ? 'up 1\n' : '{"status":"healthy"}');
  });
  onTestFinished(server.close);
  const client = createClient({
    ...{ url: 'http://127.0.0.1:9', healthUrl: `${server.url}/h`, metricsUrl: `${server.url}/m` },
    monitorToken: 'a token of sixteen',
  });
  expect(await client.health()).toEqual({ status: 'healthy' });
  expect(await client.metrics()).toBe('up 1\n');
  await client.waitUntilReady();
  const bearer = 'Bearer a token of sixteen';
  expect(seen).toEqual([`/h/health ${bearer}`, `/m/metrics ${bearer}`, `/h/health/ready ${bearer}`]);
});

test.for<[what: string, act: Act, error: Record<string, unknown>]>([
  [
    'a page of somebody else',
    says(200),
    { trouble: 'answered', message: expect.stringContaining('Is its URL right?') },
  ],
  ['a service that drains', fails(503, 'SHUTTING_DOWN', true), { code: 'SHUTTING_DOWN', status: 503 }],
  [
    'an answer that breaks off',
    (response) => response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy()),
    { trouble: 'broken' },
  ],
])('The health of %s is an error of the client.', async ([, act, error]) => {
  const { client } = await clientOf([act]);
  const thrown = await failure(client.health());
  expect(thrown).toBeInstanceOf(ClientError);
  expect(thrown).toMatchObject(error);
});

test('A health that begins and does not end is waited for no longer than one that does not begin.', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { client, server } = await clientOf([(response) => response.writeHead(200).write('{')]);
  const asked = failure(client.health());
  await expect.poll(server.calls).toBe(1);
  // Its head is read by then.
  await setImmediate();
  await setImmediate();
  vi.advanceTimersByTime(60_000);
  expect(await asked).toMatchObject({ trouble: 'late' });
});

test('Whoever is ready later than somebody waits is not waited for.', async () => {
  const { client } = await clientOf([(response) => void setTimeout(() => response.end('ready'), 1_000)]);
  expect(await failure(client.waitUntilReady({ timeoutMs: 100 }))).toMatchObject({ code: 'TIMEOUT' });
});

test.for(['UNAUTHORIZED', 'NOT_FOUND'])('What no waiting mends is not waited for: %s.', async (code) => {
  const { client, server } = await clientOf([fails(code === 'NOT_FOUND' ? 404 : 403, code, false)]);
  expect(await failure(client.waitUntilReady())).toMatchObject({ code, message: `${code} it is.` });
  expect(server.calls()).toBe(1);
});

test('A service that is still being started is waited for.', async () => {
  const { client, server } = await clientOf([reset, says(502), says(503), says(200)]);
  await client.waitUntilReady();
  expect(server.calls()).toBe(4);
});
