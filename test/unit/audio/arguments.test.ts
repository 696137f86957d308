import { describe, expect, test } from 'vitest';
import { transcodeArguments } from '../../../lib/audio/arguments.ts';
import type { Container } from '../../../lib/audio/container.ts';
import { contentDuration } from '../../../lib/audio/duration.ts';
import type { EncoderInput } from '../../../lib/audio/input.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';

const request = (fields: Record<string, unknown> = {}) =>
  parseRequest({ source_url: 'https://example.com/secret.mp3', output_format: 'opus', ...fields });

const pipe = (container: Container | undefined): EncoderInput => ({
  container,
  from: 'pipe',
  seek: 0,
  cut: { start: 0 },
});

describe('the arguments', () => {
  test('hold nothing of the caller’s own words', () => {
    const args = transcodeArguments(
      { mode: 'encode', request: request({ source_headers: { cookie: 'secret' } }) },
      pipe('mp3'),
    );
    expect(args.join(' ')).not.toMatch(/secret|example/);
  });
  test('name the demuxer where the container is known, and let it be probed where not', () => {
    expect(transcodeArguments({ mode: 'encode', request: request() }, pipe('flac')).join(' ')).toContain(
      '-f flac -protocol_whitelist pipe -i pipe:0',
    );
    expect(transcodeArguments({ mode: 'encode', request: request() }, pipe(undefined)).join(' ')).toContain(
      '-probesize 32768 -protocol_whitelist pipe -i pipe:0',
    );
  });
  test('flush every packet only where latency matters', () => {
    expect(transcodeArguments({ mode: 'encode', request: request() }, pipe('mp3'))).toContain('-flush_packets');
    expect(transcodeArguments({ mode: 'encode', request: request({ low_latency: false }) }, pipe('mp3'))).not.toContain(
      '-flush_packets',
    );
  });
});

describe('the length of an answer', () => {
  test.for<[Record<string, unknown>, number | undefined, number | undefined]>([
    [{}, 20, 20],
    [{}, undefined, undefined],
    [{ filters: { speed: 1.25 } }, 20, 16],
    [{ start: 5 }, 20, 15],
    [{ start: 5, duration: 30 }, 20, 15],
    [{ start: 5, duration: 10, filters: { speed: 2 } }, 20, 5],
    [{ start: 25 }, 20, 0],
  ])('%j of a source of %s s is %s s', ([fields, source, length]) => {
    expect(contentDuration(request(fields), source)).toBe(length);
  });
});
