import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../lib/contract/parse.ts';
import { withinCaps } from '../../lib/http/signature.ts';

const request = (fields: Record<string, unknown> = {}) =>
  parseRequest({ source_url: 'https://example.com/a.mp3', output_format: 'opus', ...fields });

describe('a request is held to what its signature grants', () => {
  test('nothing is limited where nothing is named', () => expect(withinCaps(request(), {})).toEqual(request()));
  test('a duration that is not asked for is the longest granted', () => {
    expect(withinCaps(request(), { duration: 60 }).duration).toBe(60);
    expect(withinCaps(request({ duration: 10 }), { duration: 60 }).duration).toBe(10);
  });
  test.for<[string, Record<string, unknown>, Parameters<typeof withinCaps>[1]]>([
    ['a longer duration', { duration: 61 }, { duration: 60 }],
    ['a higher bitrate', { bitrate: 128 }, { bitrate: 64 }],
    ['a format without a bitrate, which has more than any', { output_format: 'wav' }, { bitrate: 64 }],
    ['another format', { output_format: 'mp3' }, { formats: ['opus', 'aac'] }],
  ])('%s is UNAUTHORIZED', ([, fields, caps]) => {
    expect(() => withinCaps(request(fields), caps)).toThrow(
      expect.objectContaining({ code: 'UNAUTHORIZED', status: 403 }),
    );
  });
});
