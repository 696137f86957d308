import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, type LocalServer, serveFiles, serveRaw } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

let origin: FileServer;
let resetting: LocalServer;
let closed: LocalServer;
let service: Service;
let good: string;

beforeAll(async () => {
  const mp3 = await media('mp3');
  const moovLast = await media('m4a-moov-last');
  const flac = await media('flac');
  const bytes = (text: string) => ({ file: Buffer.from(text) });
  origin = await serveFiles({
    [`/${basename(mp3)}`]: { file: mp3 },
    '/whole.flac': { file: flac },
    '/page': bytes('<!doctype html><title>Not audio</title>'),
    '/empty': bytes(''),
    '/junk': { file: Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919 + (at >> 3) * 31) % 251)) },
    '/wav-header': { file: Buffer.from(`RIFF\xff\xff\xff\xffWAVE`, 'latin1') },
    '/no-index.m4a': { file: (await readFile(moovLast)).subarray(0, 200_000) },
    '/nine-channels.wav': { file: wav(9) },
    '/nobodys-codec.wav': { file: wav(2, 0xfff0) },
    '/video-only.mp4': { file: await videoOnly() },
    '/gone': { file: mp3, status: 410 },
    '/busy': { file: mp3, status: 503 },
    '/zipped': { file: mp3, headers: { 'content-encoding': 'gzip' } },
    '/to-metadata': { file: mp3, status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } },
    '/round': { file: mp3, status: 302, headers: { location: '/round' } },
  });
  resetting = await serveRaw((socket) => socket.resetAndDestroy());
  closed = await serveRaw(() => {});
  await closed.close();
  good = `${origin.url}/${basename(mp3)}`;
  service = await startService({
    SOURCE_ALLOW: [origin.hostPort, resetting.hostPort, closed.hostPort].join(','),
  });
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([origin?.close(), resetting?.close()]);
});

/** A tenth of a second of silence in so many channels, coded as the tag says. */
function wav(channels: number, tag = 1): Buffer {
  const header = Buffer.from(
    'RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\0\0\x80\xbb\0\0\0\0\0\0\0\0\x10\0data',
    'latin1',
  );
  const size = Buffer.alloc(4);
  const bytes = 4_800 * channels * 2;
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(48_000 * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  size.writeUInt32LE(bytes);
  return Buffer.concat([header, size, Buffer.alloc(bytes)]);
}

async function videoOnly(): Promise<Buffer> {
  await requireDebian('ffmpeg');
  const args = ['-v', 'error', '-f', 'lavfi', '-i', 'color=size=64x64:rate=5:duration=1', '-c:v', 'mpeg4'];
  const film = ['-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4', 'pipe:1'];
  const { stdout } = await promisify(execFile)(DEBIAN.ffmpeg, [...args, ...film], { encoding: 'buffer' });
  return stdout;
}

/** The service has survived: an ordinary request is answered with audio. */
async function stillServes(): Promise<void> {
  const response = await post(service, { source_url: good, output_format: 'opus', duration: 1 });
  expect(response.status).toBe(200);
  expect((await bytesOf(response)).length).toBeGreaterThan(5_000);
}

type Row = [what: string, fields: () => unknown, status: number, code: string, recoverable: boolean];

const from = (path: string) => () => ({ source_url: `${origin.url}${path}?token=s3cret`, output_format: 'opus' });
const at = (source_url: string) => () => ({ source_url, output_format: 'opus' });

const ROWS: readonly Row[] = [
  ['a body that is not JSON', () => '{"source_url":', 400, 'INVALID_REQUEST', false],
  ['a request without anything', () => ({}), 422, 'INVALID_REQUEST', false],
  [
    'a speed of 10',
    () => ({ source_url: good, output_format: 'opus', filters: { speed: 10 } }),
    422,
    'FILTER_INVALID',
    false,
  ],
  ['a format that is none', () => ({ source_url: good, output_format: 'midi' }), 422, 'UNSUPPORTED_FORMAT', false],
  ['a file of the machine', at('file:///etc/passwd'), 400, 'INVALID_URL', false],
  ['what is not a URL', at('not a url'), 400, 'INVALID_URL', false],
  ['the address of AWS’s metadata', at('http://169.254.169.254/latest/meta-data/'), 400, 'INVALID_URL', false],
  ['a name that /etc/hosts has for 127.0.0.1', at('http://localhost:8080/a.mp3'), 400, 'INVALID_URL', false],
  ['an address of this machine that is not allowed', at('http://127.0.0.1:8080/a.mp3'), 400, 'INVALID_URL', false],
  ['a redirect to the metadata', from('/to-metadata'), 400, 'INVALID_URL', false],
  ['a redirect in circles', from('/round'), 502, 'DOWNLOAD_FAILED', false],
  ['a name that does not exist', at('http://no-such-host.invalid/a.mp3'), 502, 'DOWNLOAD_FAILED', true],
  ['a port where nobody listens', () => at(`${closed.url}/a.mp3`)(), 502, 'DOWNLOAD_FAILED', true],
  ['a connection that is reset', () => at(`${resetting.url}/a.mp3`)(), 502, 'DOWNLOAD_FAILED', true],
  ['a source that is not there', from('/missing'), 502, 'DOWNLOAD_FAILED', false],
  ['a source that is gone', from('/gone'), 502, 'DOWNLOAD_FAILED', false],
  ['a source that is busy', from('/busy'), 502, 'DOWNLOAD_FAILED', true],
  ['a source that is compressed', from('/zipped'), 502, 'DOWNLOAD_FAILED', false],
  ['a web page', from('/page'), 415, 'UNSUPPORTED_FORMAT', false],
  ['an empty source', from('/empty'), 415, 'UNSUPPORTED_FORMAT', false],
  ['bytes that mean nothing', from('/junk'), 415, 'UNSUPPORTED_FORMAT', false],
  ['a source of a header only', from('/wav-header'), 415, 'UNSUPPORTED_FORMAT', false],
  [
    'a source with more channels than there are layouts for',
    from('/nine-channels.wav'),
    415,
    'UNSUPPORTED_FORMAT',
    false,
  ],
  ['a film without sound', from('/video-only.mp4'), 415, 'UNSUPPORTED_FORMAT', false],
  ['an M4A that was cut before its index', from('/no-index.m4a'), 415, 'UNSUPPORTED_FORMAT', false],
];

describe('each failure has its error, and the next request works', () => {
  test.for(ROWS)('%s', async ([, fields, status, code, recoverable]) => {
    const response = await post(service, fields());
    const text = await response.text();
    expect({ status: response.status, ...JSON.parse(text) }).toMatchObject({
      status,
      code,
      recoverable,
      message: expect.stringMatching(/\S{3}/),
      transcode_id: expect.stringMatching(UUID),
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-transcode-id')).toBe(JSON.parse(text).transcode_id);
    // Neither a path of this machine, nor a credential, nor ffmpeg's own words.
    expect(text).not.toMatch(/s3cret|node_modules|\/opt\/|pipe:|at async|\.ts:|Invalid data found/);
    await stillServes();
  });
});

describe('HEAD says the same as GET, as far as it can be known without decoding', () => {
  test.for<[string, number]>([
    ['/video-only.mp4', 415],
    ['/page', 415],
    ['/empty', 415],
    ['/nobodys-codec.wav', 415],
    ['/gone', 502],
  ])('%s: %d', async ([path, status]) => {
    const url = `${service.url}/transcode?source_url=${encodeURIComponent(origin.url + path)}`;
    expect([(await fetch(url, { method: 'HEAD' })).status, (await fetch(url)).status]).toEqual([status, status]);
  });
  test('a start past the end: 422', async () => {
    const flac = `${service.url}/transcode?start=25&source_url=${encodeURIComponent(`${origin.url}/whole.flac`)}`;
    expect([(await fetch(flac, { method: 'HEAD' })).status, (await fetch(flac)).status]).toEqual([422, 422]);
  });
});

describe('what is not there', () => {
  test('another path is a 404 that says what there is', async () => {
    const response = await fetch(`${service.url}/transcode/more`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('/transcode') });
  });
  test('another method is a 405 with Allow', async () => {
    const response = await fetch(`${service.url}/transcode`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
  });
});

test('No log line has the query of a source, at any level.', async () => {
  expect(service.lines.join('\n')).not.toContain('s3cret');
  expect(service.log().length).toBeGreaterThan(20);
});
