import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN } from '../fixtures/debian.ts';
import type { CorpusFile } from './files.ts';

const run = promisify(execFile);

/** Raw samples that ffmpeg writes: of 16 bit, and of 32 where a file has more than the 16 of an answer in PCM. */
export type SampleFormat = 's16le' | 's32le';

/** What Debian's ffmpeg makes of a file. */
export interface Reference {
  /** The demuxer's names; `undefined` where it knows none. */
  readonly demuxer?: string;
  /** Of the first audio stream, with all else undefined where there is none. */
  readonly codec?: string;
  /** Whether a decoder of that codec gives the same samples on every machine: the others calculate with fractions. */
  readonly exact: boolean;
  readonly rate: number;
  readonly channels: number;
  readonly format: SampleFormat;
  /** Empty where it decodes nothing. */
  readonly samples: Buffer;
}

const INPUT = /^Input #0, ([\w,]+), from /m;
const SOURCE = /^ {2}Stream #0:\d+\S*: Audio: (\w+)[^,\n]*, [^\n]*?\b(u8p?|s16p?|s32p?|s64p?|fltp?|dblp?)\b/m;
const RESULT = /^Output #0[\s\S]*^ {2}Stream #0:0\S*: Audio: pcm_s\d+le, (\d+) Hz, ([^,]+),/m;

/** Decoders that calculate with whole numbers, and must agree to the last bit; PCM and ADPCM are told by their names. */
const EXACT = new Set([
  'flac',
  'alac',
  'wmalossless',
  'tta',
  'wavpack',
  'truehd',
  'mlp',
  'mace3',
  'mace6',
  'gsm',
  'gsm_ms',
]);

/** Speex by its own library, as Debian's ffmpeg decodes it only when told: the native decoder doubles a file's length. */
const speex = (head: Buffer): string[] => (head.includes('Speex   ') ? ['-c:a', 'libspeex'] : []);

/** ffmpeg's channel layouts, by their number of channels; others are said as "7 channels". */
const LAYOUTS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  '2.1': 3,
  '3.0': 3,
  '3.0(back)': 3,
  '4.0': 4,
  quad: 4,
  'quad(side)': 4,
  '3.1': 4,
  '5.0': 5,
  '5.0(side)': 5,
  '4.1': 5,
  '5.1': 6,
  '5.1(side)': 6,
  '6.0': 6,
  '6.1': 7,
  '6.1(back)': 7,
  '7.0': 7,
  '7.1': 8,
  downmix: 2,
};
const channelsOf = (layout: string): number => LAYOUTS[layout] ?? Number.parseInt(layout, 10);

type Facts = Omit<Reference, 'samples'>;

async function decode(file: CorpusFile, format: SampleFormat, to: string): Promise<string> {
  const input = [...speex((await readFile(file.path)).subarray(0, 64)), '-i', file.path];
  const output = ['-map', '0:a:0', '-map_metadata', '-1', '-c:a', `pcm_${format}`, '-f', format, '-y', to];
  const options = ['-nostdin', '-hide_banner', '-nostats'];
  // However it ends, what it has written is what it could decode.
  return run(DEBIAN.ffmpeg, [...options, ...input, ...output], { maxBuffer: 2 ** 28 }).then(
    ({ stderr }) => stderr,
    ({ stderr }: { stderr: string }) => stderr,
  );
}

async function make(file: CorpusFile, path: string): Promise<void> {
  const raw = `${path}.raw`;
  try {
    await writeFile(raw, '');
    const said = await decode(file, 's16le', raw);
    const [, codec, sampleFormat = ''] = SOURCE.exec(said) ?? [];
    const [, rate, layout = ''] = RESULT.exec(said) ?? [];
    const demuxer = INPUT.exec(said)?.[1];
    const exact = codec !== undefined && (EXACT.has(codec) || /^(ad)?pcm_/.test(codec));
    const format = exact && /^(s32|s64|flt|dbl)/.test(sampleFormat) ? 's32le' : 's16le';
    if (format === 's32le') await decode(file, format, raw);
    const facts: Facts = {
      ...(demuxer ? { demuxer } : {}),
      ...(codec ? { codec } : {}),
      exact,
      rate: Number(rate ?? 0),
      channels: rate ? channelsOf(layout) : 0,
      format,
    };
    await writeFile(path, Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), await readFile(raw)]));
  } finally {
    await rm(raw, { force: true });
  }
}

/** What Debian's ffmpeg decodes of a file: of its first audio stream, at its own rate and with its own channels. Made once. */
export async function reference(file: CorpusFile): Promise<Reference> {
  const path = await cached('corpus-reference', ['reference', 1, file.sha256], (unfinished) => make(file, unfinished));
  const bytes = await readFile(path);
  const end = bytes.indexOf('\n');
  const facts: Facts = JSON.parse(bytes.toString('utf8', 0, end));
  return { ...facts, samples: bytes.subarray(end + 1) };
}
