import { between, pick } from '../../fixtures/random.ts';
import { HOSTILE_NAMES, HOSTILE_URLS } from '../../security/hostile-urls.ts';
import { bodyOf, damagedFields, flatFields, SECRET } from './fields.ts';
import { damagedText, doubledName } from './text.ts';

type Next = () => number;

/** A request as the Function URL has it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the platform says that it has encoded the body, and whether it has. */
  readonly isBase64Encoded: boolean;
  readonly encodes: boolean;
}

/** Where the sources are: one that is allowed and one that is not. */
export interface Sources {
  readonly allowed: string;
  readonly forbidden: string;
}

const PATHS = [
  '/api/v1/transcode',
  '/transcode/',
  '//transcode',
  '/transcode/../health',
  '/%74ranscode',
  '/',
  '',
  '/TRANSCODE',
] as const;
const OTHER_PATHS = [
  '/health',
  '/transcode\u0000',
  '/__proto__',
  `/${'a'.repeat(5_000)}`,
  '/api/v1/',
  '/transcode?x',
  '/../../etc/passwd',
] as const;
const METHODS = ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'get', '', '__proto__', 'CONNECT', 'X\r\nY'] as const;
const TYPES = [
  'text/plain',
  'application/octet-stream',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  '',
] as const;

/** Names would be asked of the machine's resolver: none of these is, nor is any made. */
const literals = HOSTILE_URLS.filter(
  (url) => !Object.keys(HOSTILE_NAMES).some((name) => url.includes(name)),
) as unknown as readonly [string, ...string[]];
const TRICKS = [
  ...[`http://user:${SECRET}@127.0.0.1:PORT/`, 'HTTP://localhost:PORT/', 'http:127.0.0.1:PORT', '//127.0.0.1:PORT'],
  ...[
    'http://127.0.0.1:0PORT/',
    'http://127.0.0.1:PORT\\@x/',
    'http://\t127.0.0.1:PORT/',
    'http://127.0.0.1\u3002:PORT',
  ],
] as const;
const NO_SOURCES = [
  ...['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:audio/wav,x', 'javascript:1', 'http://', 'http://[', 'pipe:0'],
  ...['concat:a|b', 'http://a b/', 'http://127.0.0.1:22/', 'http://127.0.0.1:99999/', '\u0000', 'http://%00/'],
] as const;

/** The source that is there, as often as all that is none. */
const source = (next: Next, { allowed, forbidden }: Sources): string => {
  const port = new URL(forbidden).port;
  if (next() < 0.5) return `${allowed}/sound.wav?token=${SECRET}`;
  return pick<() => string>(next, [
    () => `${allowed}/${pick(next, ['none', 'html', 'redirect', 'loop'])}?token=${SECRET}`,
    () => `${forbidden}/sound.wav?token=${SECRET}`,
    () => pick(next, literals).replace(/(:80)?\/$/, `:${port}/`),
    () => pick(next, TRICKS).replace('PORT', port),
    () => pick(next, NO_SOURCES),
  ])();
};

const headersOf = (next: Next, type: string): Record<string, string> => ({
  ...(type ? { 'content-type': type } : {}),
  ...pick<Record<string, string>>(next, [
    {},
    {},
    { 'if-none-match': pick(next, ['*', '"x"', 'W/"x"', '"'.repeat(99)]) },
    { 'x-sluice-expires': '9999999999', 'x-sluice-key': 'a', 'x-sluice-signature': SECRET },
    { range: 'bytes=0-', authorization: `Bearer ${SECRET}`, cookie: SECRET },
    { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked', expect: '100-continue' },
  ]),
});

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** As `toQuery`, but of anything. */
const queryOf = (flat: Record<string, unknown>): string => {
  const list = Object.entries(flat).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.map(textOf).join(',') : textOf(value),
  ]);
  return new URLSearchParams(list).toString();
};

/** Bytes that are no text any more, now and then. */
function damagedBytes(next: Next, bytes: Buffer): Buffer {
  if (bytes.length > 0 && next() < 0.15) bytes[between(next, 0, bytes.length - 1)] = between(next, 0x80, 0xff);
  return bytes;
}

/** A request: a third of them right, but perhaps for their source; the others with something wrong somewhere. */
export function asked(next: Next, sources: Sources): Asked {
  const flat = flatFields(next, source(next, sources));
  const isRight = next() < 0.33;
  const damages = (share: number) => !isRight && next() < share;
  const method = damages(0.1) ? pick(next, METHODS) : pick(next, ['POST', 'POST', 'GET', 'HEAD']);
  const path = damages(0.1) ? pick(next, next() < 0.5 ? PATHS : OTHER_PATHS) : '/transcode';
  const type = damages(0.2) ? pick(next, TYPES) : 'application/json';
  const isPost = method === 'POST' || next() < 0.05;
  const fields = isPost ? bodyOf(next, flat) : flat;
  const wrong = damages(0.7) ? damagedFields(next, fields) : fields;
  let json = JSON.stringify(wrong);
  if (damages(0.1)) json = doubledName(next, json);
  if (damages(0.3)) json = damagedText(next, json);
  let query = queryOf(wrong);
  if (damages(0.4)) query = damagedText(next, query);
  const encodes = type !== 'application/json';
  return {
    ...{ method, path, headers: headersOf(next, type), encodes },
    query: isPost && !damages(0.1) ? '' : query,
    body: isPost ? damagedBytes(next, Buffer.from(json)) : Buffer.alloc(0),
    isBase64Encoded: damages(0.05) ? !encodes : encodes,
  };
}
