import { expect, test } from 'vitest';
import { parseRequest } from '../../lib/contract/parse.ts';
import { canonicalPath } from '../../lib/contract/paths.ts';

const source_url = 'https://example.com/a.mp3';

test('The older client’s names stand for the newer ones.', () => {
  expect(
    parseRequest({ source_url, format: 'mp3', audio_filters: { speed: 1.5 }, codec: 'libopus', bitrate: 128 }),
  ).toEqual(parseRequest({ source_url, output_format: 'mp3', filters: { speed: 1.5 }, bitrate: '128k' }));
});

test('Both names of one field at once are refused: which would count?', () => {
  expect(() => parseRequest({ source_url, format: 'mp3', output_format: 'mp3' })).toThrow(/format is another name/);
});

test.for([1, null, 'zzz', { a: 1 }])('codec is accepted and ignored, whatever it holds: %j', (codec) => {
  expect(parseRequest({ source_url, format: 'opus', codec })).toEqual(parseRequest({ source_url, format: 'opus' }));
});

test.for<[string, string]>([
  ['/api/v1/transcode', '/transcode'],
  ['/transcode', '/transcode'],
  ['/transcode/', '/transcode'],
  ['/api/v1/health/live', '/health/live'],
  ['/api/v1', '/api/v1'],
  ['/api/v1x/transcode', '/api/v1x/transcode'],
  ['/', '/'],
])('%s is the path %s', ([path, canonical]) => expect(canonicalPath(path)).toBe(canonical));
