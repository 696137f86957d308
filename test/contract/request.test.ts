import { describe, expect, test } from 'vitest';
import { asTranscodeError, type TranscodeError } from '../../lib/contract/errors.ts';
import { EQ_PRESETS, OUTPUT_FORMATS, QUALITIES, SAMPLE_RATES } from '../../lib/contract/formats.ts';
import { parseBody, parseRequest } from '../../lib/contract/parse.ts';

const base = { source_url: 'https://example.com/a.mp3', output_format: 'opus' };

function refusalOf(body: unknown): TranscodeError {
  try {
    parseRequest(body);
  } catch (thrown) {
    return asTranscodeError(thrown);
  }
  throw new Error(`accepted: ${JSON.stringify(body)}`);
}

/** A request in which one field, given by its dotted path, has this value. */
function having(path: string, value: unknown): Record<string, unknown> {
  const [field = '', inner] = path.split('.');
  return { ...base, [field]: inner ? { [inner]: value } : value };
}

const accepted = (path: string, value: unknown) => expect(() => parseRequest(having(path, value))).not.toThrow();

function refused(path: string, value: unknown): void {
  const error = refusalOf(having(path, value));
  const fields = error.details?.issues?.map(({ field }) => field) ?? [];
  expect(fields.every((field) => field === path || field.startsWith(`${path}.`))).toBe(true);
  expect(fields).not.toHaveLength(0);
}

describe('every enumeration takes its members and nothing else', () => {
  const enumerations: readonly [string, readonly unknown[], readonly unknown[]][] = [
    ['output_format', OUTPUT_FORMATS, ['ogg', 'OPUS', '', 1, null, ['opus']]],
    ['sample_rate', SAMPLE_RATES, [11025, 96000, 0, -8000, '48000', 48000.5, null]],
    ['quality', QUALITIES, ['best', 'LOW', '', 1, null]],
    ['channels', [1, 2], [0, 3, 1.5, '2', null]],
    ['filters.eq_preset', EQ_PRESETS, ['rock', '', 1, null]],
    ['low_latency', [true, false], ['true', 1, 0, null]],
    ['normalize', [true, false], ['true', 1, 0, null]],
    ['continued', [true, false], ['true', 1, 0, null]],
  ];
  for (const [field, members, strangers] of enumerations) {
    test.for(members)(`${field} takes %j`, (value) => accepted(field, value));
    test.for(strangers)(`${field} refuses %j`, (value) => refused(field, value));
  }
});

describe('every range takes both of its ends and nothing beyond', () => {
  const nan = [Number.NaN, Number.POSITIVE_INFINITY, '1', null, true];
  const bounds: readonly [string, readonly number[], readonly unknown[]][] = [
    ['filters.speed', [0.5, 1, 2], [0.499, 2.001, 0, -1, ...nan]],
    ['filters.pitch', [0.5, 1, 2], [0.499, 2.001, 0, -1, ...nan]],
    ['filters.volume', [0, 1, 2], [-0.001, 2.001, ...nan]],
    ['target_loudness', [-70, -16, -5], [-70.1, -4.9, 0, ...nan]],
    ['fade_in', [0, 15, 30], [-0.1, 30.1, ...nan]],
    ['fade_out', [0], [-0.1, 30.1, ...nan]],
    ['start', [0, 0.001, 1_000_000], [-0.001, 1_000_001, 1e300, ...nan]],
    ['duration', [0.001, 1_000_000], [0, 1e-5, -1, 1_000_001, ...nan]],
  ];
  for (const [field, inside, outside] of bounds) {
    test.for(inside)(`${field} takes %d`, (value) => accepted(field, value));
    test.for(outside)(`${field} refuses %j`, (value) => refused(field, value));
  }
});

describe('eq_bands', () => {
  const bands = (first: unknown, length = 10) => [first, ...Array(length - 1).fill(0)];
  test.for([-24, 0, 12])('takes ten numbers of which one is %d', (gain) => accepted('filters.eq_bands', bands(gain)));
  test.for([-24.1, 12.1, '0', null])('refuses %j as a gain', (gain) => refused('filters.eq_bands', bands(gain)));
  test.for([1, 9, 11])('refuses %d bands', (length) => refused('filters.eq_bands', bands(0, length)));
  test('cannot go together with a preset, not even the flat one', () => {
    const error = refusalOf({ ...base, filters: { eq_preset: 'flat', eq_bands: bands(0) } });
    expect(error.details?.issues?.map(({ field }) => field)).toEqual(['filters.eq_bands']);
  });
});

describe('source_url', () => {
  test.for(['http://example.com/a.mp3', 'https://example.com', 'HTTPS://EXAMPLE.COM/a b.mp3'])('takes %s', (url) =>
    accepted('source_url', url),
  );
  test.for([
    'file:///etc/passwd',
    'ftp://example.com/a',
    'data:audio/mpeg,x',
    'javascript:1',
    'example.com/a.mp3',
    'http://',
  ])('refuses %s with 400 INVALID_URL, and does not send it back', (url) => {
    const error = refusalOf(having('source_url', url));
    expect([error.code, error.status]).toEqual(['INVALID_URL', 400]);
    expect(JSON.stringify(error.toBody('id'))).not.toContain(url);
  });
  test.for(['', 5, null, 'http://example.com/'.padEnd(9000, 'a')])('refuses %j', (value) =>
    refused('source_url', value),
  );
});

describe('source_headers', () => {
  test('takes the allowed ones in any case', () => {
    const request = parseRequest(having('source_headers', { Authorization: 'Bearer x', 'USER-AGENT': 'me' }));
    expect(request.source_headers).toEqual({ authorization: 'Bearer x', 'user-agent': 'me' });
  });
  test.for(['host', 'content-length', 'transfer-encoding', 'range', 'connection', 'x-forwarded-for', ''])(
    'refuses %j',
    (name) => refused('source_headers', { [name]: 'x' }),
  );
  test.for(['a\r\nHost: b', 'a\nb', '\u0000', 'é', 'x'.repeat(3000), 1])(
    'refuses the value %j and keeps it to itself',
    (value) => {
      const error = refusalOf(having('source_headers', { cookie: value }));
      expect(error.details?.issues?.[0]).not.toHaveProperty('value');
    },
  );
  test('refuses a ninth', () => {
    refused('source_headers', Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x-${i}`, 'x'])));
  });
});

describe('fade_out', () => {
  test.for([0.1, 15, 30])('takes %d where a duration says where the end is', (fade_out) => {
    expect(parseRequest({ ...base, duration: 60, fade_out }).fade_out).toBe(fade_out);
  });
  test('and without one, since a source may tell by itself where it ends', () => {
    expect(parseRequest({ ...base, fade_out: 2 }).fade_out).toBe(2);
  });
});

describe('an error is never larger than what it is about', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`field${at}`, 1]));
  test('a filter that stands beside the fields is told where it belongs, and codec is not offered', () => {
    const { message } = refusalOf({ ...base, volume: 0.5, seek: 3 });
    expect(message).toContain('volume is a filter, and stands under filters: {"filters": {"volume": …}}');
    expect(message).toMatch(/seek is not a field of a request; the fields are source_url, (?!.*codec)/);
  });

  test('of thousands of unknown fields some are told, and how many there are', () => {
    const error = refusalOf({ ...base, ...many(3_000) });
    expect(error.details?.issues).toHaveLength(50);
    expect(error.message).toMatch(/^3000 things are wrong: .*and 2950 more\.$/);
    expect(JSON.stringify(error.toBody('id')).length).toBeLessThan(50_000);
  });
  test('a body of more than 64 KiB is refused before it is read', () => {
    expect(() => parseBody(JSON.stringify({ ...base, ...many(9_000) }))).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining('65536') }),
    );
  });
  test.for(['output_format', 'bitrate', 'channels', 'eq_bands', 'colour'])(
    '%s nested deeply is only wrong',
    (field) => {
      const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
      const body = `{"source_url":"http://a/b","output_format":"opus","${field}":${nested}}`;
      expect(() => parseBody(body)).toThrow(expect.objectContaining({ status: 422 }));
    },
  );
  test('a field’s name that may be a secret is not repeated', () => {
    const error = refusalOf({ ...base, 'source_url=http://a/?token=s3cret': 1, filters: { 'a b s3cret': 1 } });
    expect(JSON.stringify(error.toBody('id'))).not.toContain('s3cret');
    expect(error.details?.issues).toHaveLength(2);
  });
  test('a body that is not JSON is not quoted, not even in the cause, which is logged', () => {
    const thrown = (() => {
      try {
        return parseBody('{"source_headers":{"Cookie":s3cret}}');
      } catch (error) {
        return asTranscodeError(error);
      }
    })();
    expect(String((thrown as TranscodeError).cause) + JSON.stringify(thrown)).not.toContain('s3cret');
  });
});

describe('what is wrong is told all at once, and by name', () => {
  test('every wrong field has its issue', () => {
    const error = refusalOf({
      source_url: 'gopher://x',
      output_format: 'mp3',
      bitrate: 97,
      start: -1,
      colour: 'red',
      filters: { speed: 10, echo: 1 },
    });
    expect(error.details?.issues?.map(({ field }) => field).sort()).toEqual(
      ['bitrate', 'colour', 'filters.echo', 'filters.speed', 'source_url', 'start'].sort(),
    );
    expect([error.code, error.status]).toEqual(['INVALID_REQUEST', 422]);
  });
  test.for<[string, Record<string, unknown>, string[]]>([
    ['one whose name is not repeated', { source_url: 'gopher://x', 'a b': 1 }, ['(unreadable)', 'source_url']],
    [
      'another filter',
      { filters: { speed: 10, custom_filter: 'nonsense' } },
      ['filters.custom_filter', 'filters.speed'],
    ],
    ['another header', { source_headers: { Cookie: 1, Host: 'x' } }, ['source_headers.Cookie', 'source_headers.Host']],
    ['bands', { filters: { eq_bands: [1], custom_filter: '?' } }, ['filters.custom_filter', 'filters.eq_bands']],
    ['a sample rate', { output_format: 'mp3', sample_rate: 1, bitrate: 8 }, ['sample_rate']],
  ])('what only a rule can tell is told beside %s that is wrong by itself', ([, fields, wrong]) => {
    const error = refusalOf({ ...base, ...fields });
    expect(error.details?.issues?.map(({ field }) => field).sort()).toEqual(wrong);
  });
  test('the missing ones too', () => {
    const error = refusalOf({});
    expect(error.details?.issues).toEqual([
      { field: 'source_url', message: 'is required' },
      { field: 'output_format', message: 'is required' },
    ]);
  });
  test.for<[string, unknown, string, number]>([
    ['a filter', { ...base, filters: { speed: 10 } }, 'FILTER_INVALID', 422],
    ['an unknown filter', { ...base, filters: { echo: 1 } }, 'FILTER_INVALID', 422],
    ['filters that are no object', { ...base, filters: 3 }, 'FILTER_INVALID', 422],
    ['a format', { ...base, output_format: 'ogg' }, 'UNSUPPORTED_FORMAT', 422],
    ['a field', { ...base, start: -1 }, 'INVALID_REQUEST', 422],
    ['a missing format', { source_url: base.source_url }, 'INVALID_REQUEST', 422],
    ['a body that is no object', ['opus'], 'INVALID_REQUEST', 422],
  ])('%s alone has its own code', ([, body, code, status]) => {
    const error = refusalOf(body);
    expect([error.code, error.status, error.recoverable]).toEqual([code, status, false]);
  });
  test('a body that is not JSON is a 400', () => {
    expect(() => parseBody('{"source_url":')).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', status: 400 }),
    );
  });
  test.for(['__proto__', 'constructor', 'toString'])('a field called %s is only unknown', (name) => {
    const error = refusalOf(JSON.parse(`{"source_url":"http://a/b","output_format":"opus","${name}":{"format":"x"}}`));
    expect(error.details?.issues?.map(({ field }) => field)).toEqual([name]);
  });
});
