import { expect, test } from 'vitest';
import type { TranscodeError } from '../../lib/contract/errors.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { fromQuery } from '../../lib/contract/query.ts';

const source_url = 'https://example.com/a.mp3?token=x&y=1';
const query = (fields: Record<string, string>) => new URLSearchParams({ source_url, ...fields }).toString();

test('A query is the same request as the body with the same fields, filters flat.', () => {
  expect(
    fromQuery(
      query({
        output_format: 'mp3',
        sample_rate: '44100',
        bitrate: '192k',
        channels: '1',
        low_latency: 'false',
        start: '1.5',
        duration: '30',
        normalize: '1',
        target_loudness: '-18',
        fade_in: '0.5',
        speed: '1.25',
        pitch: '0.9',
        volume: '0',
        eq_bands: '0,1,2,3,4,5,-6,-7,-8,-9.5',
      }),
    ),
  ).toEqual(
    parseRequest({
      source_url,
      output_format: 'mp3',
      sample_rate: 44100,
      bitrate: 192,
      channels: 1,
      low_latency: false,
      start: 1.5,
      duration: 30,
      normalize: true,
      target_loudness: -18,
      fade_in: 0.5,
      filters: { speed: 1.25, pitch: 0.9, volume: 0, eq_bands: [0, 1, 2, 3, 4, 5, -6, -7, -8, -9.5] },
    }),
  );
});

test('The format is opus where the query names none, by either of its names.', () => {
  expect(fromQuery(query({})).output_format).toBe('opus');
  expect(fromQuery(query({ format: 'flac' })).output_format).toBe('flac');
});

test('A parameter that is given twice is refused by its name.', () => {
  expect(() => fromQuery(`${query({ speed: '1.25' })}&speed=2`)).toThrow('speed is given twice.');
});

test('The parameters of a signature are not the request’s.', () => {
  expect(fromQuery(query({ exp: '1', kid: 'a', cap: 'd=1', sig: 'x' }))).toEqual(fromQuery(query({})));
});

test.for([
  'speed=fast',
  'speed=',
  'speed=1e0',
  'speed=0x1',
  'low_latency=yes',
  'channels=two',
  'speed=NaN',
  'colour=red',
])('What is not of its field’s type is refused: %s', (wrong) => {
  expect(() => fromQuery(`${query({})}&${wrong}`)).toThrow(new RegExp(wrong.split('=')[0] ?? ''));
});

test.for(['filters=1&speed=1', 'speed=1&filters=1', 'audio_filters=1&speed=1', 'source_headers=x'])(
  'What holds other fields cannot be told in a query: %s',
  (wrong) => expect(() => fromQuery(`${query({})}&${wrong}`)).toThrow(/cannot be told in a query/),
);

test('A query without a source says what is missing.', () => {
  expect(() => fromQuery('')).toThrow('source_url is required.');
});

test.for<[what: string, query: string, field: string, says: RegExp]>([
  [
    'What is left of an address that was not encoded is told as that',
    'source_url=http://example.com/a.mp3?x=1&token=2',
    'token',
    /^is not a parameter of a request; they are .*, speed, .*; if it is part of source_url, percent-encode that$/,
  ],
  [
    'Any other parameter that is none is told what there is',
    'source_url=http%3A%2F%2Fexample.com%2Fa.mp3&seek=3',
    'seek',
    /^is not a parameter of a request; they are source_url, (?!.*(filters|codec)).*, volume[^;]*$/,
  ],
])('%s.', ([, text, field, says]) => {
  try {
    fromQuery(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', status: 422 });
    expect((error as TranscodeError).details?.issues).toEqual([{ field, message: expect.stringMatching(says) }]);
  }
});
