import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { transcodeLocally } from '../../../lib/client/fallback/local.ts';
import { createClient, type NodeClientOptions } from '../../../lib/client/node/node.ts';
import type { Warning } from '../../../lib/client/warnings.ts';
import { blackHole } from '../../fixtures/black-hole.ts';
import { media } from '../../fixtures/media.ts';
import { familyOf } from '../../fixtures/processes.ts';
import { type Act, fails, hang, reset, says, scripted } from '../../fixtures/scripted.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

let files: FileServer;
let service: Service;

beforeAll(async () => {
  files = await serveFiles({ '/mp3': { file: await media('mp3') } });
  service = await startService({ SOURCE_ALLOW: files.hostPort });
});
afterAll(async () => {
  await service?.stop();
  await files?.close();
});

const requestOf = (fields: object = {}) => ({
  source_url: `${files.url}/mp3`,
  output_format: 'pcm' as const,
  filters: { speed: 1.1, eq_preset: 'bass_boost' as const },
  ...fields,
});

function clientOf(url: string, options: Partial<NodeClientOptions> = {}) {
  const warnings: Warning[] = [];
  const client = createClient({
    ...{ url, retry: { attempts: 1, firstDelayMs: 1 } },
    fallback: { mode: 'on', afterMs: 100, allow: [files.hostPort] },
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  return { client, warnings };
}

const scriptedUrl = async (...acts: readonly Act[]): Promise<string> => {
  const server = await scripted(...acts);
  onTestFinished(server.close);
  return server.url;
};

const encoders = () => familyOf(process.pid).filter(({ command }) => command.includes('ffmpeg -nostdin'));

const TROUBLES: readonly (readonly [what: string, url: () => Promise<string>, code: string])[] = [
  ['nobody listens', async () => 'http://127.0.0.1:9', 'INTERNAL_ERROR'],
  [
    'nobody accepts',
    async () => {
      const hole = await blackHole();
      onTestFinished(hole.close);
      return hole.url;
    },
    'TIMEOUT',
  ],
  ['it takes the call and says nothing', () => scriptedUrl(hang), 'TIMEOUT'],
  ['it resets', () => scriptedUrl(reset), 'INTERNAL_ERROR'],
  ['it answers 500', () => scriptedUrl(says(500)), 'INTERNAL_ERROR'],
  ['all streams are taken', () => scriptedUrl(says(429)), 'RATE_LIMITED'],
  ['it drains', () => scriptedUrl(fails(503, 'SHUTTING_DOWN', true)), 'SHUTTING_DOWN'],
  [
    'it promises audio and sends none',
    () => scriptedUrl((response) => response.writeHead(200).flushHeaders()),
    'TIMEOUT',
  ],
];

test.for(TROUBLES)('The same samples come from here where %s.', async ([, url, code]) => {
  const right = await bytesOf(await post(service, requestOf()));
  const { client, warnings } = clientOf(await url());
  const { audio, origin, metadata } = await client.transcode(requestOf());
  const heard = Buffer.concat(await audio.toArray());
  expect(origin()).toBe('fallback');
  expect(heard.equals(right)).toBe(true);
  expect(metadata).toMatchObject({ sourceFormat: 'mp3', sampleRate: 48_000, channels: 2, mode: 'encode' });
  expect(warnings).toMatchObject([{ kind: 'fallback', code, count: 1 }]);
  await expect.poll(encoders).toEqual([]);
});

test('Variables of the program that calls are none of its business, though the service has some of the same name.', async () => {
  const own = { LOG_LEVEL: 'debug', PORT: 'https' };
  for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { client } = clientOf('http://127.0.0.1:9');
  const { audio, origin } = await client.transcode(requestOf());
  audio.destroy();
  expect(origin()).toBe('fallback');
});

test('The next request after a recovery is the service’s again.', async () => {
  const server = await scripted(says(500), says(500), async (response, request) => {
    const answer = await post(service, requestOf());
    response.writeHead(200, { 'x-sample-rate': '48000', 'x-channels': '2' }).end(await bytesOf(answer));
    return request;
  });
  onTestFinished(server.close);
  // Time enough for the service: this is about the next request, not about waiting.
  const { client } = clientOf(server.url, { fallback: { afterMs: 20_000, allow: [files.hostPort] } });
  const origins: string[] = [];
  for (let call = 0; call < 2; call++) {
    const { audio, origin } = await client.transcode(requestOf());
    await audio.toArray();
    origins.push(origin());
  }
  expect(origins).toEqual(['fallback', 'service']);
});

test('A hang counts with the breaker, which then spares its caller the wait.', async () => {
  const server = await scripted(hang);
  onTestFinished(server.close);
  const { client, warnings } = clientOf(server.url, { breaker: { failures: 2, restMs: 60_000 } });
  for (let call = 0; call < 4; call++) {
    (await client.transcode(requestOf())).audio.destroy();
    // The call that was overtaken is told so, and counted, behind this one's audio.
    await setImmediate();
  }
  expect(server.calls()).toBe(2);
  // Repeats within ten seconds are told later, as one.
  expect(warnings).toHaveLength(1);
});

test('With only-when-refused it stays away from a service that keeps its caller waiting, and from one that fails.', async () => {
  const fallback = { mode: 'only-when-refused', afterMs: 1, allow: [files.hostPort] } as const;
  const hanging = clientOf(await scriptedUrl(hang), { fallback, timeouts: { firstByteMs: 200 } });
  await expect(hanging.client.transcode(requestOf())).rejects.toMatchObject({ trouble: 'late' });
  const failing = clientOf(await scriptedUrl(says(500)), { fallback });
  await expect(failing.client.transcode(requestOf())).rejects.toMatchObject({ status: 500 });
  const refusing = clientOf(await scriptedUrl(says(429)), { fallback });
  const { audio, origin } = await refusing.client.transcode(requestOf());
  audio.destroy();
  expect(origin()).toBe('fallback');
});

test('What it may not fetch is told together with the trouble that made it step in.', async () => {
  const { client } = clientOf('http://127.0.0.1:9', { fallback: { allow: [] } });
  await expect(client.transcode(requestOf())).rejects.toMatchObject({
    ...{ name: 'TranscodeError', code: 'INVALID_URL', status: 400, recoverable: false, trouble: 'unreachable' },
    message: expect.stringMatching(/SOURCE_ALLOW\. This machine’s ffmpeg .*: The service cannot be reached\.$/),
  });
});

test('Switched off, it is off.', async () => {
  const { client } = clientOf('http://127.0.0.1:9', { fallback: 'off' });
  await expect(client.transcode(requestOf())).rejects.toMatchObject({ trouble: 'unreachable' });
});

test('It guards its sources as the service does.', async () => {
  const { client } = clientOf('http://127.0.0.1:9');
  const inside = client.transcode(requestOf({ source_url: 'http://169.254.169.254/latest/meta-data/' }));
  await expect(inside).rejects.toMatchObject({ code: 'INVALID_URL', recoverable: false });
});

test('A service that is only slow is heard, where the fallback may not fetch the source.', async () => {
  const url = await scriptedUrl(async (response) => {
    await sleep(500);
    response.writeHead(200, { 'x-sample-rate': '48000', 'x-channels': '2' }).end(Buffer.alloc(4_000));
  });
  const { client } = clientOf(url, { fallback: { afterMs: 50, allow: [] } });
  const { audio, origin } = await client.transcode(requestOf());
  expect([origin(), Buffer.concat(await audio.toArray()).length]).toEqual(['service', 4_000]);
});

test('Without an ffmpeg here, the service’s own trouble is told.', async () => {
  const { client } = clientOf('http://127.0.0.1:9', {
    fallback: { ffmpegPath: '/nonexistent/ffmpeg', allow: [files.hostPort] },
  });
  await expect(client.transcode(requestOf())).rejects.toMatchObject({ trouble: 'unreachable' });
});

test('Whoever comes second is ended: a service that answers after all, and an encoder that is no longer needed.', async () => {
  const closed = Promise.withResolvers<void>();
  const url = await scriptedUrl(async (response) => {
    response.on('close', closed.resolve);
    await sleep(1_000);
    response.writeHead(200, { 'x-sample-rate': '48000', 'x-channels': '2' }).write(Buffer.alloc(4));
  });
  const { client } = clientOf(url);
  const { audio, origin } = await client.transcode(requestOf());
  expect(origin()).toBe('fallback');
  await closed.promise;
  audio.destroy();
  await expect.poll(encoders).toEqual([]);
});

test('For a caller who has left before it begins it does not begin.', async () => {
  const signal = AbortSignal.abort(new Error('the caller has left'));
  const local = transcodeLocally(requestOf(), { signal, allow: [files.hostPort] });
  await expect(local).rejects.toThrow('the caller has left');
  await expect.poll(encoders).toEqual([]);
});

test('A caller who leaves ends both.', async () => {
  const closed = Promise.withResolvers<void>();
  const url = await scriptedUrl((response) => response.on('close', closed.resolve));
  const slow = await serveFiles({ '/mp3': { file: await media('mp3'), headersAfterMs: 2_000 } });
  onTestFinished(slow.close);
  const { client } = clientOf(url, { fallback: { afterMs: 50, allow: [slow.hostPort] } });
  const signal = AbortSignal.timeout(300);
  await expect(client.transcode(requestOf({ source_url: `${slow.url}/mp3` }), { signal })).rejects.toThrow('timeout');
  await closed.promise;
  await expect.poll(encoders).toEqual([]);
});
