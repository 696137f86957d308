import { describe, expect, test } from 'vitest';
import { transcodeArguments } from '../../../lib/audio/arguments.ts';
import type { Container } from '../../../lib/audio/container.ts';
import { contentDuration } from '../../../lib/audio/duration.ts';
import { filterChain } from '../../../lib/audio/filters.ts';
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

describe('the filter chain', () => {
  test('only counts samples where nothing is asked for', () =>
    expect(filterChain(request())).toBe('asetpts=round(N/SR/TB)'));

  test('keeps the contract’s order, and begins at 48 kHz', () => {
    const chain = filterChain(
      request({
        start: 2,
        duration: 10,
        normalize: true,
        fade_in: 1,
        fade_out: 2,
        filters: { speed: 1.25, pitch: 0.8, volume: 0.5, eq_preset: 'bass_boost' },
      }),
    );
    const names = chain?.split(',').map((filter) => filter.split('=')[0]);
    expect(names).toEqual([
      ...['atrim', 'asetpts', 'aresample', 'equalizer'],
      ...['asetrate', 'aresample', 'atempo', 'atempo', 'volume', 'loudnorm', 'afade', 'afade'],
    ]);
    expect(chain).toContain('aresample=48000,equalizer=f=100:width_type=o:w=1:g=6');
    expect(chain).toContain('afade=t=out:st=6:d=2');
  });

  test('takes a volume of 0 for silence, not for "unset"', () => {
    expect(filterChain(request({ filters: { volume: 0 } }))).toBe('asetpts=round(N/SR/TB),aresample=48000,volume=0');
  });

  test('leaves a band of 0 dB out', () => {
    const chain = filterChain(request({ filters: { eq_bands: [0, 0, 0, 0, 0, 0, 0, 0, 0, -3.5] } }));
    expect(chain).toBe('asetpts=round(N/SR/TB),aresample=48000,equalizer=f=16000:width_type=o:w=1:g=-3.5');
  });

  test('never writes a number with an exponent, which ffmpeg would read otherwise', () => {
    expect(filterChain(request({ start: 1e-7, fade_in: 1e-9, filters: { volume: 1e-8 } }))).not.toMatch(/\de-/);
  });
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
