import { CAF, chunks } from './chunks.ts';
import { type KnownBytes, seconds } from './source.ts';

/** Apple's Core Audio Format (Apple, "Core Audio Format Specification 1.0"). */

/** `caff`, version and flags. */
export const CAF_HEADER = 8;
/** Bytes of `data` before the audio: its edit count. */
const EDIT_COUNT = 4;

/** Codecs whose decoder gives every sample of every packet; the last of ALAC's says how many it has. */
const LOSSLESS = ['alac', 'flac'];

interface Description {
  readonly sampleRate: number;
  readonly format: string;
  /** What they mean depends on the format; of PCM: 1 float, 2 little-endian. */
  readonly flags: number;
  /** Bytes and samples of a packet; 0 where they vary. */
  readonly packetLength: number;
  readonly packetSamples: number;
  readonly channels: number;
  /** Bits of a sample; 0 of what is compressed. */
  readonly bits: number;
}

/** Seconds of a CAF: by its bytes where every packet has as many, else by its packet table. */
export function cafDuration({ head, length }: KnownBytes): number | undefined {
  let description: Description | undefined;
  let valid: number | undefined;
  for (const { id, start, size } of chunks(head, CAF_HEADER, CAF)) {
    if (id === 'desc') description = describe(head, start);
    if (id === 'pakt') valid = validSamples(head, start);
    if (id !== 'data' || !description) continue;
    const { sampleRate, format, packetLength, packetSamples } = description;
    if (packetLength && packetSamples) {
      const bytes = size < 0 ? length && length - start : size;
      const packets = bytes && Math.floor((bytes - EDIT_COUNT) / packetLength);
      return packets && packets > 0 ? seconds(packets * packetSamples, sampleRate) : undefined;
    }
    return LOSSLESS.includes(format) && valid ? seconds(valid, sampleRate) : undefined;
  }
  return undefined;
}

/** The `desc` chunk. */
export function describe(head: Buffer, start: number): Description | undefined {
  if (start + 32 > head.length) return undefined;
  return {
    sampleRate: head.readDoubleBE(start),
    format: head.toString('latin1', start + 8, start + 12),
    flags: head.readUInt32BE(start + 12),
    packetLength: head.readUInt32BE(start + 16),
    packetSamples: head.readUInt32BE(start + 20),
    channels: head.readUInt32BE(start + 24),
    bits: head.readUInt32BE(start + 28),
  };
}

/** `undefined` with priming, which a lossless codec has none of. */
function validSamples(head: Buffer, start: number): number | undefined {
  if (start + 24 > head.length || head.readInt32BE(start + 16) !== 0) return undefined;
  return Number(head.readBigInt64BE(start + 8));
}

/** Chunks in front of the audio that ffmpeg's demuxer passes on a pipe; behind any other it loses its way. */
const PASSED: ReadonlySet<string> = new Set(['desc', 'chan', 'kuki', 'pakt', 'info', 'data']);

/**
 * Whether a demuxer has to seek in a CAF: its packets have different lengths and the table of them stands behind them, or
 * there is something in front of them that it does not know.
 */
export function mustSeekInCaf(head: Buffer): boolean {
  let hasTable = true;
  for (const { id, start } of chunks(head, CAF_HEADER, CAF)) {
    if (!PASSED.has(id)) return true;
    if (id === 'desc') hasTable = describe(head, start)?.packetLength !== 0;
    if (id === 'pakt') hasTable = true;
    if (id === 'data') return !hasTable;
  }
  return false;
}
