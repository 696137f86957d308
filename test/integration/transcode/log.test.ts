import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ClientError } from '../../../lib/client/errors.ts';
import { createClient } from '../../../lib/client/node/node.ts';
import type { RequestInput } from '../../../lib/contract/schema.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, type LocalServer, listening, serveFiles } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';

/** Words that a caller, a source or an operator keeps to himself; none of them may come into a log. */
const SECRETS = {
  query: 'query-s3cret',
  header: 'header-s3cret',
  cookie: 'cookie-s3cret',
  redirect: 'redirect-s3cret',
  user: 'user-s3cret',
  path: 'path-s3cret',
  signing: 'signing-s3cret-of-enough-characters',
  monitor: 'monitor-s3cret-of-enough-characters',
  body: 'body-s3cret',
};

let origin: FileServer;
let redirecting: LocalServer;
let service: Service;
const ids: Record<string, string> = {};

/** Lines that are JSON, with what they are about. */
const json = (): Record<string, unknown>[] =>
  service.lines.flatMap((line) => {
    const [, text] = /^\w+\[\d+\] (\{.*\})$/.exec(line) ?? [];
    return text ? [JSON.parse(text)] : [];
  });

const eventsOf = (what: string) => service.log(ids[what]).map(({ message }) => message as string);

beforeAll(async () => {
  const mp3 = await media('mp3');
  let asked = 0;
  origin = await serveFiles({
    '/good.mp3': { file: mp3 },
    [`/${SECRETS.path}.mp3`]: { file: mp3 },
    '/broken.mp3': { file: mp3, headers: { etag: '"one"' }, cutAfterBytes: 150_000, paceBytesPerSecond: 1e6 },
    '/text.mp3': { file: Buffer.from(`${SECRETS.body} `.repeat(500)) },
  });
  redirecting = await listening(
    createServer((_request, answer) => {
      asked += 1;
      answer.writeHead(302, { location: `${origin.url}/good.mp3?token=${SECRETS.redirect}&n=${asked}` }).end();
    }),
  );
  service = await startService({
    SOURCE_ALLOW: [origin.hostPort, redirecting.hostPort].join(','),
    LOG_LEVEL: 'TRACE',
    SIGNING_KEYS: `web:${SECRETS.signing}`,
    MONITOR_TOKEN: SECRETS.monitor,
  });
  const client = createClient({
    ...{ url: service.url, monitorToken: SECRETS.monitor, fallback: 'off', resume: false, retry: { attempts: 0 } },
    key: { id: 'web', secret: SECRETS.signing },
  });
  const run = async (what: string, request: Partial<RequestInput>): Promise<void> => {
    const before = new Set(service.log().map(({ transcode_id }) => transcode_id));
    try {
      const { audio } = await client.transcode({ output_format: 'opus', ...request } as RequestInput);
      for await (const _ of audio);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
    }
    await vi.waitFor(() => {
      const over = service
        .log()
        .find(({ message, transcode_id }) => /ended|failed/.test(String(message)) && !before.has(transcode_id));
      expect(over).toBeDefined();
      ids[what] = String(over?.transcode_id);
    }, 20_000);
  };
  const headers = { Authorization: `Bearer ${SECRETS.header}`, Cookie: `session=${SECRETS.cookie}` };
  const queried = (path: string) => `${origin.url}${path}?key=${SECRETS.query}`;
  await run('good', { source_url: queried('/good.mp3'), source_headers: headers });
  await run('redirected', { source_url: redirecting.url, source_headers: headers });
  await run('retried', { source_url: queried('/broken.mp3'), source_headers: headers });
  await run('absent', { source_url: queried(`/${SECRETS.path}-absent`), source_headers: headers });
  await run('named', { source_url: queried(`/${SECRETS.path}.mp3`) });
  await run('text', { source_url: queried('/text.mp3') });
  await run('private', { source_url: `http://10.1.2.3/${SECRETS.path}?key=${SECRETS.query}` });
  await run('userinfo', { source_url: `http://someone:${SECRETS.user}@${origin.hostPort}/good.mp3` });
  await run('wrong', { source_url: queried('/good.mp3'), sample_rate: 1 as never });
  await client.metrics();
  const unsigned = `${service.url}/transcode?source_url=${encodeURIComponent(queried('/good.mp3'))}&sig=${SECRETS.query}`;
  expect((await fetch(unsigned)).status).toBe(403);
  await fetch(`${service.url}/health`, { headers: { authorization: `Bearer not ${SECRETS.monitor}` } });
});
afterAll(async () => {
  await service?.stop();
  await redirecting?.close();
  await origin?.close();
});

describe('the log of a stream', () => {
  test.for<[string, string[]]>([
    ['good', ['accepted', 'source opened', 'first byte', 'ended']],
    ['redirected', ['accepted', 'source opened', 'first byte', 'ended']],
    ['absent', ['accepted', 'failed']],
    ['text', ['accepted', 'source opened', 'failed']],
    ['private', ['accepted', 'failed']],
    ['wrong', ['failed']],
  ])('%s: %s', ([what, events]) => expect(eventsOf(what)).toEqual(events));

  test('tells of every break that was mended', () => {
    const events = eventsOf('retried');
    const retries = events.filter((event) => event === 'source retried').length;
    expect(retries).toBeGreaterThan(0);
    const lines = service.log(ids.retried);
    expect(lines.find(({ message }) => message === 'source retried')).toMatchObject({
      attempt: 1,
      at_byte: 150_000,
      code: 'DOWNLOAD_FAILED',
      source_host: origin.hostPort,
    });
    expect(lines.at(-1)).toMatchObject({ message: 'ended', retries });
  });

  test('ends with one line that has all of it: times, bytes, formats, outcome', () => {
    const last = service.log(ids.good).at(-1) ?? {};
    expect(last).toMatchObject({
      ...{ level: 'INFO', message: 'ended', service: 'sluice', method: 'POST', format: 'opus', outcome: 'success' },
      ...{ source_format: 'mp3', source_codec: 'mp3', source_host: origin.hostPort, live: false, mode: 'encode' },
      ...{ retries: 0, cold_start: false, source_duration: 20, content_duration: 20, bitrate: 96 },
    });
    for (const time of ['queue_ms', 'dns_ms', 'connect_ms', 'source_first_byte_ms'])
      expect([time, Number(last[time]) >= 0]).toEqual([time, true]);
    for (const figure of ['ffmpeg_first_byte_ms', 'first_audio_ms', 'total_ms', 'output_bytes', 'source_bytes'])
      expect([figure, Number(last[figure]) > 0]).toEqual([figure, true]);
    expect(Number(last.ffmpeg_first_byte_ms)).toBeLessThanOrEqual(Number(last.first_audio_ms));
    expect(Number(last.first_audio_ms)).toBeLessThanOrEqual(Number(last.total_ms));
    // Node and ffmpeg together.
    expect(Number(last.memory_bytes)).toBeGreaterThan(50e6);
  });

  test('tells who is at fault by its level', () => {
    const levelOf = (what: string) => service.log(ids[what]).at(-1)?.level;
    expect([levelOf('wrong'), levelOf('private'), levelOf('absent')]).toEqual(['WARN', 'WARN', 'ERROR']);
    expect(service.log(ids.wrong).at(-1)).toMatchObject({ code: 'INVALID_REQUEST', wrong_fields: 'sample_rate' });
    expect(service.log(ids.absent).at(-1)).toMatchObject({ upstream_status: 404, recoverable: false });
  });

  test('is followed by its metrics, which have its id and come behind its end', () => {
    const lines = json().filter(({ transcode_id }) => transcode_id === ids.good);
    const first = lines.findIndex((line) => '_aws' in line);
    expect(lines.findIndex(({ message }) => message === 'ended')).toBe(first - 1);
    expect(lines.slice(first).every((line) => '_aws' in line)).toBe(true);
  });
});

describe('no line that the service writes, at any level,', () => {
  test('is missing here', () => {
    expect(Object.keys(ids)).toHaveLength(9);
    expect(json().length).toBeGreaterThan(100);
  });
  test.for(Object.entries(SECRETS))('has the %s', ([, secret]) => {
    expect(service.lines.filter((line) => line.includes(secret))).toEqual([]);
  });
});
