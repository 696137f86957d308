import { expect, test } from 'vitest';
import { parseRequest } from '../../lib/contract/parse.ts';
import { fromQuery } from '../../lib/contract/query.ts';
import type { RequestInput } from '../../lib/contract/schema.ts';
import { toQuery } from '../../lib/contract/to-query.ts';

const source_url = 'https://example.com/a b.mp3?x=1&y=ü';

test.for<RequestInput>([
  { source_url, output_format: 'opus' },
  { source_url, output_format: 'mp3', bitrate: '96k', sample_rate: 44100, channels: 1, low_latency: false },
  { source_url, output_format: 'mp3', bitrate: 96, quality: 'high', start: 1.5, duration: 20, fade_in: 1, fade_out: 2 },
  { source_url, output_format: 'aac', normalize: true, target_loudness: -20, filters: { speed: 1.25, volume: 0 } },
  { source_url, output_format: 'wav', filters: { pitch: 0.9, eq_bands: [1, 2, 3, 4, 5, -6, 7, 8, 9, 0] } },
  // As short as JavaScript can write them.
  {
    source_url,
    output_format: 'wav',
    fade_in: 1e-7,
    start: 2.5e-9,
    filters: { eq_bands: [1e-7, -3.25e-7, 1, 2, 3, 4, 5, 6, 7, 8] },
  },
  { source_url, output_format: 'pcm', filters: { eq_preset: 'voice', custom_filter: 'highpass=f=200,lowpass=f=3000' } },
])('A query says what the body says: %j', (request) => {
  expect(fromQuery(new URLSearchParams(toQuery(request)).toString())).toEqual(parseRequest(request));
});

test('Headers for the source cannot stand in a URL.', () => {
  expect(() => toQuery({ source_url, output_format: 'opus', source_headers: { cookie: 'a' } })).toThrow(RangeError);
});

test.for([
  [1e-7, '0.0000001'],
  [-3.25e-7, '-0.000000325'],
  [1e21, '1000000000000000000000.0'],
  [-1.5e300, `-15${'0'.repeat(299)}.0`],
  [0.1, '0.1'],
] as const)('A number has no exponent in a query: %d is %s', ([start, written]) => {
  expect(toQuery({ source_url, output_format: 'opus', start }).start).toBe(written);
  expect(Number(written)).toBe(start);
});
