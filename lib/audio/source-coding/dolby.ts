import { bits } from '../bits.ts';
import { averageRate, type CodedBytes, coding, type SourceCoding } from './coding.ts';

/** AC-3 and E-AC-3 (ATSC A/52:2018; its section numbers below). */

/** Hz by `fscod` (table 5.6); E-AC-3 halves them where it says 3 (E.1.3.1.4). */
const RATES = [48_000, 44_100, 32_000] as const;

/** Channels by `acmod` (table 5.8), without the one of low frequencies. */
const CHANNELS = [2, 1, 2, 3, 3, 4, 4, 5] as const;

/** kbit/s by half of `frmsizecod` (table 5.18). */
const BITRATES: readonly number[] = [
  ...[32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640],
];

/** Blocks in a frame by `numblkscod` (E.1.3.1.5), and samples in a block. */
const BLOCKS = [1, 2, 3, 6] as const;
const BLOCK_SAMPLES = 256;

/** Syncinfo and the bit stream information behind it (5.3.1 and 5.3.2). */
export function ac3Coding({ head }: CodedBytes): SourceCoding | undefined {
  if (head.length < 8) return undefined;
  const from = bits(head.subarray(4, 8));
  const sampleRate = RATES[from.read(2)];
  const bitrate = BITRATES[from.read(6) >> 1];
  // Above 8, each halves the rates once more: nobody's standard but decoders' habit (libavcodec/ac3_parser.c, `sr_shift`).
  const halvings = Math.max(from.read(5), 8) - 8;
  from.read(3); // bsmod
  const mode = from.read(3);
  if ((mode & 1) !== 0 && mode !== 1) from.read(2); // cmixlev
  if ((mode & 4) !== 0) from.read(2); // surmixlev
  if (mode === 2) from.read(2); // dsurmod
  if (sampleRate === undefined || bitrate === undefined || halvings > 2) return undefined;
  const channels = (CHANNELS[mode] ?? 0) + from.read(1);
  return coding({ codec: 'ac3', sampleRate: sampleRate >> halvings, channels, bitrate: bitrate / 2 ** halvings });
}

/** The first frame's header (E.1.2.2); frames of dependent substreams, which add channels, are not looked for. */
export function eac3Coding({ head }: CodedBytes): SourceCoding | undefined {
  if (head.length < 6) return undefined;
  const from = bits(head.subarray(2, 6));
  from.read(5); // strmtyp, substreamid
  const length = (from.read(11) + 1) * 2;
  const code = from.read(2);
  const second = from.read(2); // fscod2 where the first says 3, else numblkscod
  const rate = RATES[code === 3 ? second : code];
  const sampleRate = rate && code === 3 ? rate / 2 : rate;
  const blocks = code === 3 ? 6 : (BLOCKS[second] ?? 6);
  const mode = from.read(3);
  if (sampleRate === undefined) return undefined;
  const channels = (CHANNELS[mode] ?? 0) + from.read(1);
  const bitrate = averageRate(length, (blocks * BLOCK_SAMPLES) / sampleRate);
  return coding({ codec: 'eac3', sampleRate, channels, bitrate });
}
