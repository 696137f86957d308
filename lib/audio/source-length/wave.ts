import { type Chunk, chunks, RIFF, WAVE64 } from './chunks.ts';
import { type KnownBytes, seconds } from './source.ts';
import { type WaveFormat, waveFormat, waveSamples } from './wave-format.ts';

/** WAV, its 64 bit forms RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088), and Sony's Wave64. */

/** `RIFF`, its length, and `WAVE`. */
export const RIFF_HEADER = 12;
/** The GUIDs of `riff` and `wave`, and the length between them. */
export const WAVE64_HEADER = 40;

/** Sony's GUIDs, the fourth to sixteenth bytes of which are the same for all. */
export const WAVE64_FMT = '666d7420f3acd3118cd100c04f8edb8a';
const WAVE64_DATA = '64617461f3acd3118cd100c04f8edb8a';

/** A writer that cannot go back puts 0, or about the largest number that it knows, signed or unsigned. */
const LARGEST = 0x7fff0000;

/**
 * Whether a length of 32 bits is one that a writer could not go back to.
 *
 * @param end - bytes up to where it would end
 * @param length - bytes of the file, where they are known: what they hold is no fiction
 */
export const isUnknownSize = (size: number, end: number, length: number | undefined): boolean =>
  size === 0 || (size >= LARGEST && (length === undefined || end > length));

/** Seconds of a WAV. */
export function wavDuration({ head, length }: KnownBytes): number | undefined {
  const is64 = head.toString('latin1', 0, 4) !== 'RIFF';
  let long: number | undefined;
  return dataDuration(head, chunks(head, RIFF_HEADER, RIFF), (chunk) => {
    // Its second field is the length of `data` (EBU Tech 3306, 3.4); it stands before all others.
    const tells = is64 && chunk.id === 'ds64' && chunk.size >= 24 && chunk.start + 16 <= head.length;
    if (tells) long = Number(head.readBigUInt64LE(chunk.start + 8)) || undefined;
    if (chunk.id === 'fmt ') return 'format';
    if (chunk.id !== 'data') return undefined;
    if (is64) return long;
    return isUnknownSize(chunk.size, chunk.start + chunk.size, length) ? length && length - chunk.start : chunk.size;
  });
}

/** Seconds of a Wave64. */
export function w64Duration({ head }: KnownBytes): number | undefined {
  return dataDuration(head, chunks(head, WAVE64_HEADER, WAVE64), ({ id, size }) =>
    id === WAVE64_FMT ? 'format' : id === WAVE64_DATA && size > 0 ? size : undefined,
  );
}

/** @param meaning - of a chunk: that it is the format, or the bytes of audio that it holds */
function dataDuration(
  head: Buffer,
  list: Iterable<Chunk>,
  meaning: (chunk: Chunk) => 'format' | number | undefined,
): number | undefined {
  let format: WaveFormat | undefined;
  for (const chunk of list) {
    const means = meaning(chunk);
    if (means === 'format') format ??= waveFormat(head, chunk.start, chunk.size);
    else if (means !== undefined) return format && seconds(waveSamples(format, means), format.sampleRate);
  }
  return undefined;
}
