import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../lib/contract/parse.ts';
import { withinLimits } from '../../lib/http/limits.ts';
import { notFound } from '../../lib/http/respond.ts';
import { withinCaps } from '../../lib/http/signature.ts';

const request = (fields: Record<string, unknown> = {}) =>
  parseRequest({ source_url: 'https://example.com/a.mp3', output_format: 'opus', ...fields });

describe('a request is held to what its signature grants', () => {
  test('nothing is limited where nothing is named', () => expect(withinCaps(request(), {})).toEqual(request()));
  test('a duration that is not asked for is the longest granted', () => {
    expect(withinCaps(request(), { duration: 60 }).duration).toBe(60);
    expect(withinCaps(request({ duration: 10 }), { duration: 60 }).duration).toBe(10);
  });
  test('no more is read than is granted, and no more is answered', () => {
    expect(withinCaps(request({ filters: { speed: 2 } }), { duration: 60 }).duration).toBe(60);
    expect(withinCaps(request({ filters: { speed: 0.5 } }), { duration: 60 }).duration).toBe(30);
  });
  test('what is told to be the most is not refused', () => {
    for (const [seconds, speed, most] of [
      [3, 0.72, 2.16],
      [3, 0.7, 2.1],
    ] as const) {
      const asked = request({ duration: most, filters: { speed } });
      expect(withinCaps(asked, { duration: seconds })).toEqual(asked);
      expect(withinLimits(asked, { seconds })).toEqual(asked);
      const longer = request({ duration: most + 0.01, filters: { speed } });
      expect(() => withinLimits(longer, { seconds })).toThrow(`must be ${most} at most here`);
    }
  });
  test('a bitrate that is not asked for is the highest granted', () => {
    expect(withinCaps(request(), { bitrate: 64 }).bitrate).toBe(64);
    expect(withinCaps(request({ output_format: 'mp3' }), { bitrate: 100 }).bitrate).toBe(96);
    expect(withinCaps(request({ output_format: 'pcm' }), { bitrate: 1536 })).toEqual(request({ output_format: 'pcm' }));
  });
  test.for<[string, Record<string, unknown>, Parameters<typeof withinCaps>[1]]>([
    ['a longer duration', { duration: 61 }, { duration: 60 }],
    ['a higher bitrate', { bitrate: 128 }, { bitrate: 64 }],
    ['a higher quality', { quality: 'high' }, { bitrate: 64 }],
    ['a bitrate that nothing is as light as', { output_format: 'mp3' }, { bitrate: 31 }],
    ['samples, which have more', { output_format: 'wav' }, { bitrate: 1535 }],
    ['FLAC, which may have 24 bits', { output_format: 'flac' }, { bitrate: 1536 }],
    ['a duration whose answer is longer', { duration: 60, filters: { speed: 0.5 } }, { duration: 60 }],
    ['another format', { output_format: 'mp3' }, { formats: ['opus', 'aac'] }],
  ])('%s is UNAUTHORIZED', ([, fields, caps]) => {
    expect(() => withinCaps(request(fields), caps)).toThrow(
      expect.objectContaining({ code: 'UNAUTHORIZED', status: 403 }),
    );
  });
});

describe('where there is nothing', () => {
  test('the path is named', () =>
    expect(notFound('/transcodes', ['/transcode']).message).toBe(
      'There is nothing at /transcodes; this host answers at /transcode.',
    ));
  test.for(['/transcode/https%3A%2F%2Fexample.com%2Fa.mp3%3Ftoken%3Dsecret', '/https://me:secret@example.com/a.mp3'])(
    'a source in it is not: %s',
    (path) => expect(notFound(path, ['/transcode']).message).not.toContain('secret'),
  );
});
