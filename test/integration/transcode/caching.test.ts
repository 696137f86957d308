/** `Cache-Control`, `ETag` and 304, through the whole service. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signHeaders, signQuery } from '../../../lib/sign/sign.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

const key = { id: 'first', secret: 'correct-horse-battery' };

let origin: FileServer;
let signing: Service;
let open: Service;

beforeAll(async () => {
  const file = await media('mp3');
  origin = await serveFiles({
    '/tagged.mp3': { file, headers: { ETag: '"one"' } },
    '/changed.mp3': { file, headers: { ETag: '"two"' } },
    '/dated.mp3': { file, headers: { 'Last-Modified': 'Sun, 22 Nov 2026 10:00:00 GMT' } },
    '/nameless.mp3': { file },
    '/live.mp3': {
      file,
      ranges: false,
      length: false,
      headers: { ETag: '"one"', 'icy-name': 'A station', 'icy-br': '128' },
    },
  });
  signing = await startService({
    SOURCE_ALLOW: origin.hostPort,
    SIGNING_KEYS: `${key.id}:${key.secret}`,
    MAX_CONCURRENT_STREAMS: '2',
  });
  open = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: '1' });
});
afterAll(async () => {
  await Promise.all([signing?.stop(), open?.stop()]);
  await origin?.close();
});

interface Asked {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly init?: RequestInit;
  readonly seconds?: number;
}

/** A signed call; resolves when all of its answer is there. */
async function ask(path: string, { parameters = {}, init = {}, seconds = 600 }: Asked = {}) {
  const query = await signQuery({
    key,
    parameters: { source_url: origin.url + path, output_format: 'opus', duration: '1', ...parameters },
    expires: Math.floor(Date.now() / 1000) + seconds,
  });
  const response = await fetch(`${signing.url}/transcode?${query}`, init);
  const body = await bytesOf(response);
  const { status, headers } = response;
  return { status, headers, body, etag: headers.get('etag'), control: headers.get('cache-control') };
}

const given = (etag: string | null): Asked => ({ init: { headers: { 'if-none-match': etag ?? '' } } });

describe('A signed GET of a finite source that names its version', () => {
  test.for(['/tagged.mp3', '/dated.mp3'])('%s may be kept until its signature expires', async (path) => {
    const { status, control, etag } = await ask(path);
    expect([status, etag]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{32}"$/)]);
    const seconds = Number(/^public, max-age=(\d+)$/.exec(control ?? '')?.[1]);
    expect(seconds).toBeLessThanOrEqual(600);
    expect(seconds).toBeGreaterThan(300);
  });

  test('is kept for an element of a page apart from its scripts, which need the headers of CORS', async () => {
    const [element, script] = await Promise.all([
      ask('/tagged.mp3'),
      ask('/tagged.mp3', { init: { headers: { origin: 'https://page.example' } } }),
    ]);
    for (const { headers } of [element, script]) expect(headers.get('vary')).toBe('Origin');
    expect([element, script].map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([null, '*']);
  });

  test('has one tag for one answer, whoever signed it and by whichever method, and another for another', async () => {
    const { etag } = await ask('/tagged.mp3');
    expect((await ask('/tagged.mp3', { seconds: 500 })).etag).toBe(etag);
    expect((await ask('/tagged.mp3', { init: { method: 'HEAD' } })).etag).toBe(etag);
    const others = await Promise.all([
      ask('/changed.mp3'),
      ask('/tagged.mp3', { parameters: { duration: '2' } }),
      ask('/tagged.mp3', { parameters: { output_format: 'mp3' } }),
    ]);
    expect(new Set([etag, ...others.map((other) => other.etag)]).size).toBe(4);
  });

  test('is 304 to a caller who has it, and nothing is encoded', async () => {
    const { etag } = await ask('/tagged.mp3');
    for (const method of ['GET', 'HEAD']) {
      const { init } = given(`"other", ${etag?.replace('W/', '')}`);
      const again = await ask('/tagged.mp3', { init: { ...init, method } });
      expect([again.status, again.body.length, again.etag]).toEqual([304, 0, etag]);
      expect(again.control).toMatch(/^public, max-age=\d+$/);
      const id = again.headers.get('x-transcode-id') ?? '';
      const last = await signing.over(id);
      expect(last).toMatchObject({ message: 'ended', outcome: 'success', output_bytes: 0 });
      expect(signing.log(id).map(({ message }) => message)).not.toContain('first byte');
    }
    expect((await ask('/changed.mp3', given(etag))).status).toBe(200);
  });

  test('is not told to a caller who may not have it', async () => {
    const { etag } = await ask('/tagged.mp3');
    const response = await fetch(`${signing.url}/transcode?source_url=${encodeURIComponent(origin.url)}/tagged.mp3`, {
      headers: { 'if-none-match': etag ?? '' },
    });
    expect([response.status, response.headers.get('cache-control')]).toEqual([403, 'no-store']);
  });
});

describe('Nobody may keep', () => {
  const kept = (response: Pick<Response, 'headers'>) => [
    response.headers.get('cache-control'),
    response.headers.get('etag'),
  ];

  test.for([
    ['a source that does not name its version', '/nameless.mp3'],
    ['a station', '/live.mp3'],
  ] as const)('%s', async ([, path]) => {
    const answer = await ask(path, given('*'));
    expect([answer.status, ...kept(answer)]).toEqual([200, 'no-store', null]);
  });

  test('a POST, though it is signed', async () => {
    const body = JSON.stringify({ source_url: `${origin.url}/tagged.mp3`, output_format: 'opus', duration: 1 });
    const headers = await signHeaders({ key, body, expires: Math.floor(Date.now() / 1000) + 60 });
    const response = await post(signing, body, { headers: { ...headers, 'if-none-match': '*' } });
    await bytesOf(response);
    expect([response.status, ...kept(response)]).toEqual([200, 'no-store', null]);
  });

  test('a GET where nothing is signed', async () => {
    const source = encodeURIComponent(`${origin.url}/tagged.mp3`);
    const response = await fetch(`${open.url}/transcode?source_url=${source}&duration=1&exp=9999999999`, {
      headers: { 'if-none-match': '*' },
    });
    await bytesOf(response);
    expect(kept(response)).toEqual(['no-store', null]);
  });

  test.for([
    ['an error of the request', { parameters: { speed: '9' } }, 422],
    ['a source that is not there', { parameters: { source_url: 'http://127.0.0.1:9/x' } }, 400],
  ] as const)('%s', async ([, asked, status]) => {
    const answer = await ask('/tagged.mp3', asked);
    expect([answer.status, ...kept(answer)]).toEqual([status, 'no-store', null]);
  });
});
