import type { Variant } from './measure.ts';

const COMPLEXITIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Everything at 48 kHz, as by default: the CPU time is then one that resamples. */
const opus = (name: string, kbps: number, more: Readonly<Record<string, string | number>>): Variant => {
  const options = { application: 'audio', vbr: 'constrained', frame_duration: 20, compression_level: 5, ...more };
  const argv = Object.entries(options).flatMap(([option, value]) => [`-${option}`, `${value}`]);
  return { name, argv: ['-ar', '48000', '-c:a', 'libopus', '-b:a', `${kbps}k`, ...argv, '-f', 'opus'] };
};

/** What the CPU figures are relative to. */
export const STOCK: Variant = {
  name: 'Debian',
  argv: ['-c:a', 'libopus', '-b:a', '64k', '-f', 'opus'],
  debian: true,
};

const byComplexity = (application: string, kbps: number): readonly Variant[] =>
  COMPLEXITIES.map((level) => opus(`complexity ${level}`, kbps, { application, compression_level: level }));

const coded = (codec: string, kbps: number, muxer: string, name: string, more: readonly string[]): Variant => ({
  name,
  argv: ['-ar', '48000', '-c:a', codec, '-b:a', `${kbps}k`, ...more, '-write_xing', '0', '-f', muxer],
});

const aac = (kbps: number): readonly Variant[] =>
  ['twoloop', 'fast'].map((coder) => coded('aac', kbps, 'adts', coder, ['-aac_coder', coder]));

const mp3 = (kbps: number): readonly Variant[] =>
  [0, 2, 3, 5, 7, 9].map((level) =>
    coded('libmp3lame', kbps, 'mp3', `level ${level}`, ['-compression_level', `${level}`]),
  );

/** Tables of which somebody listens to the outcome. */
export const LISTENED: Readonly<Record<string, readonly Variant[]>> = {
  'Opus, application audio, 64 kbit/s': [{ ...STOCK }, ...byComplexity('audio', 64)],
  'Opus, application lowdelay, 96 kbit/s': byComplexity('lowdelay', 96),
  'Opus bitrate modes, 64 kbit/s': [5, 10].flatMap((compression_level) =>
    ['on', 'constrained', 'off'].map((vbr) =>
      opus(`vbr ${vbr}, complexity ${compression_level}`, 64, { vbr, compression_level }),
    ),
  ),
  'Opus applications, 16 kbit/s': ['audio', 'lowdelay'].flatMap((application) =>
    ['constrained', 'off'].map((vbr) => opus(`${application}, vbr ${vbr}`, 16, { vbr, application })),
  ),
  'Opus frames, 64 kbit/s': ['audio', 'lowdelay'].flatMap((application) =>
    [20, 40, 60].map((ms) => opus(`${application}, ${ms} ms`, 64, { application, frame_duration: ms })),
  ),
  'AAC, 48 kbit/s': aac(48),
  'AAC, 64 kbit/s': aac(64),
  'AAC, 128 kbit/s': aac(128),
  'AAC, 256 kbit/s': aac(256),
  'MP3, 64 kbit/s': mp3(64),
  'MP3, 128 kbit/s': mp3(128),
};

/** Tables of what sounds the same. */
export const FILES: Readonly<Record<string, readonly Variant[]>> = {
  'Pages of Opus, 64 kbit/s': [20, 40, 60, 100, 200, 500, 1000].map((ms) =>
    opus(`pages of ${ms} ms`, 64, { application: 'lowdelay', page_duration: 1000 * ms }),
  ),
  'Pages of Opus, flushed, 64 kbit/s': [20, 60, 100, 1000].map((ms) =>
    opus(`pages of ${ms} ms, flushed`, 64, { application: 'lowdelay', page_duration: 1000 * ms, flush_packets: 1 }),
  ),
  FLAC: [0, 1, 2, 3, 5, 6, 8].map((level) => ({
    name: `level ${level}`,
    argv: ['-ar', '48000', '-c:a', 'flac', '-compression_level', `${level}`, '-f', 'flac'],
  })),
};
