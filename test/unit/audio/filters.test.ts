import { describe, expect, test } from 'vitest';
import type { Container } from '../../../lib/audio/container.ts';
import { bounds } from '../../../lib/audio/filters/bounds.ts';
import { filterChain } from '../../../lib/audio/filters/filters.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';

const request = (fields: Record<string, unknown> = {}) =>
  parseRequest({ source_url: 'https://example.com/secret.mp3', output_format: 'opus', ...fields });

const namesOf = (chain: string) => chain.split(',').map((filter) => filter.split('=')[0]);

const INSIDE = 'aresample=48000:ochl=stereo:rematrix_maxval=1:osf=dblp';

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
    expect(namesOf(chain)).toEqual([
      ...['atrim', 'asetpts', 'aresample', 'equalizer'],
      ...['asetrate', 'aresample', 'atempo', 'aresample', 'volume', 'loudnorm', 'afade', 'afade'],
    ]);
    expect(chain).toContain(`${INSIDE},equalizer=f=100:width_type=o:w=1:g=6`);
    expect(chain).toContain('afade=t=out:st=6:d=2');
  });

  test('takes a volume of 0 for silence, not for "unset"', () => {
    expect(filterChain(request({ filters: { volume: 0 } }))).toBe(`asetpts=round(N/SR/TB),${INSIDE},volume=0`);
  });

  test('leaves a band of 0 dB out', () => {
    const chain = filterChain(request({ filters: { eq_bands: [0, 0, 0, 0, 0, 0, 0, 0, 0, -3.5] } }));
    expect(chain.match(/equalizer=[^,]*/g)).toEqual(['equalizer=f=16000:width_type=o:w=1:g=-3.5']);
  });

  test('never writes a number with an exponent, which ffmpeg would read otherwise', () => {
    expect(filterChain(request({ start: 1e-7, fade_in: 1e-9, filters: { volume: 1e-8 } }))).not.toMatch(/\de-/);
  });

  test.for<[Record<string, unknown>, boolean]>([
    [{ filters: { volume: 1.01 } }, true],
    [{ filters: { eq_preset: 'treble' } }, true],
    [{ filters: { eq_bands: [0, 0, 0, 0, 1, 0, 0, 0, 0, 0] } }, true],
    [{ filters: { eq_bands: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], speed: 1.5 } }, false],
    [{ filters: { volume: 0.9, pitch: 1.2 }, fade_in: 1 }, false],
    [{ filters: { volume: 2 }, normalize: true }, false],
  ])('of %j has a limiter behind boosts: %s', ([fields, limited]) => {
    expect(namesOf(filterChain(request(fields))).includes('alimiter')).toBe(limited);
  });

  test('limits at the answer’s own rate', () => {
    const chain = filterChain(request({ output_format: 'mp3', sample_rate: 22_050, filters: { volume: 2 } }));
    expect(namesOf(chain).slice(-3)).toEqual(['volume', 'aresample', 'alimiter']);
  });
});

describe('a change of tempo', () => {
  test('takes pitch and speed in one stretch, and none where they are the same', () => {
    expect(filterChain(request({ filters: { speed: 1.5, pitch: 1.5 } }))).not.toContain('atempo');
    expect(
      namesOf(filterChain(request({ filters: { speed: 0.5, pitch: 2 } }))).filter((n) => n === 'atempo'),
    ).toHaveLength(2);
  });
  test('is cut at the exact end where the source’s length is known', () => {
    const chain = filterChain(request({ start: 1, filters: { speed: 1.25 } }), undefined, 11);
    expect(chain).toContain('apad=pad_len=1024,atempo=1.25,atrim=end_sample=384000');
  });
});

describe('a fade-out', () => {
  const fade = (fields: Record<string, unknown>, source?: number) =>
    /afade=t=out[^,]*/.exec(filterChain(request({ duration: 10, fade_out: 4, ...fields }), undefined, source))?.[0];
  test.for<[Record<string, unknown>, number | undefined, string]>([
    [{}, undefined, 'afade=t=out:st=6:d=4'],
    [{ start: 2 }, 8, 'afade=t=out:st=2:d=4'],
    [{ start: 2, filters: { speed: 2 } }, 14, 'afade=t=out:st=1:d=4'],
    [{ duration: 3 }, undefined, 'afade=t=out:st=0:d=3'],
  ])('of %j in a source of %s s is %s', ([fields, source, expected]) => {
    expect(fade(fields, source)).toBe(expected);
  });
});

describe('samples are bounded', () => {
  const clip = (precision: string) => [
    `volume=0.0625:precision=${precision}`,
    'crystalizer=i=0:c=1',
    `volume=16:precision=${precision}`,
  ];
  test.for<[Container, string | undefined, readonly string[]]>([
    ['wav', 'pcm_f32le', clip('float')],
    ['aiff', 'pcm_f32be', clip('float')],
    ['caf', 'pcm_f64be', clip('double')],
    ['matroska', undefined, clip('float')],
    ['wav', 'pcm_s16le', []],
    ['mov', 'aac', []],
    ['ogg', undefined, []],
  ])('of %s with %s by %j', ([container, codec, filters]) => expect(bounds(container, codec)).toEqual(filters));
});
