import { expect, test } from 'vitest';
import { ERROR_CODES, type TranscodeError } from '../../lib/contract/errors.ts';
import { openapi } from '../../lib/contract/openapi.ts';
import { parseBody, parseRequest } from '../../lib/contract/parse.ts';
import { SOURCE_HEADER_NAMES } from '../../lib/contract/schema.ts';

/** What a field may be, as the document says it. */
interface Described {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxProperties?: number;
  readonly properties?: Readonly<Record<string, Described>>;
}

const { properties = {} } = openapi().components.schemas.TranscodeRequest as Described;
const { filters: { properties: filters = {} } = {} } = properties;
const FIELDS: readonly [path: string, Described][] = [
  ...Object.entries(properties),
  ...Object.entries(filters).map(([name, described]): [string, Described] => [`filters.${name}`, described]),
];

/** Whether a request is accepted in which this field has this value. */
function accepts(path: string, value: unknown): boolean {
  const [field = '', inner] = path.split('.');
  const fields = { [field]: inner ? { [inner]: value } : value };
  try {
    parseRequest({ source_url: 'https://example.com/a.mp3', output_format: 'opus', ...fields });
    return true;
  } catch {
    return false;
  }
}

const ranges = FIELDS.filter(([, { minimum }]) => minimum !== undefined);

test('Fields that are numbers have bounds.', () => {
  const names = ['start', 'duration', 'target_loudness', 'fade_in', 'fade_out'];
  const inside = ['filters.speed', 'filters.pitch', 'filters.volume'];
  expect(ranges.map(([path]) => path)).toEqual([...names, ...inside]);
});

test.for(ranges)('%s may be what the document says, and no more.', ([path, { minimum = NaN, maximum = NaN }]) => {
  expect([minimum, maximum].map((value) => accepts(path, value))).toEqual([true, true]);
  expect([minimum - 1e-4, maximum + 1e-4].map((value) => accepts(path, value))).toEqual([false, false]);
});

test.for([
  ['source_url', (length: number) => `https://example.com/${'a'.repeat(length - 20)}`],
  ['filters.custom_filter', (length: number) => 'volume=1'.padEnd(length)],
] as const)('%s may be as long as the document says, and no longer.', ([path, ofLength]) => {
  const { maxLength = NaN } = Object.fromEntries(FIELDS)[path] ?? {};
  expect([maxLength, maxLength + 1].map((length) => accepts(path, ofLength(length)))).toEqual([true, false]);
});

test('There may be as many headers for the source as the document says, and no more.', () => {
  const { maxProperties = NaN } = properties.source_headers ?? {};
  // One more than there are names, for spellings are not compared.
  const names = [...SOURCE_HEADER_NAMES, 'ACCEPT'];
  const headers = (count: number) => Object.fromEntries(names.slice(0, count).map((name) => [name, 'x']));
  expect(Object.keys(headers(maxProperties + 1))).toHaveLength(maxProperties + 1);
  expect([maxProperties, maxProperties + 1].map((count) => accepts('source_headers', headers(count)))).toEqual([
    true,
    false,
  ]);
});

/** What a method of a path may be answered with, by its status. */
type Answers = Readonly<Record<string, { readonly description: string; readonly content?: object } | undefined>>;

const { paths } = openapi();

test.for([
  ['POST', paths['/transcode'].post.responses],
  ['GET', paths['/transcode'].get.responses],
  ['HEAD', paths['/transcode'].head.responses],
] as readonly [string, Answers][])('%s has every error there is, HEAD without a body.', ([method, answers]) => {
  for (const [code, { status }] of Object.entries(ERROR_CODES)) {
    expect(answers[status]?.description).toContain(code);
    expect(answers[status]?.content === undefined).toBe(method === 'HEAD');
  }
});

test.for([
  { output_format: 'mp4', source_url: 'https://example.com/a.mp3' },
  { output_format: 'opus', source_url: 'ftp://example.com/a.mp3' },
  { output_format: 'opus', source_url: 'https://example.com/a.mp3', filters: { speed: 9 } },
  'no JSON',
])('The refusal of %j is in the document.', (request) => {
  try {
    parseBody(typeof request === 'string' ? request : JSON.stringify(request));
    expect.unreachable();
  } catch (error) {
    const { status, code } = error as TranscodeError;
    const answers = paths['/transcode'].post.responses as Answers;
    expect(answers[status]?.description.split(', ')).toContain(code);
  }
});

test('What a monitor asks for may need a token.', () => {
  for (const path of ['/health', '/health/ready', '/metrics'] as const)
    expect(paths[path].get.responses[403].description).toBe('UNAUTHORIZED');
});
