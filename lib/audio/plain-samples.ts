import type { Container } from './container.ts';
import { AIFF_HEADER, PLAIN_TYPES } from './source-length/aiff.ts';
import { CAF_HEADER } from './source-length/caf.ts';
import { CAF, type Chunk, chunks, IFF, RIFF, WAVE64 } from './source-length/chunks.ts';
import { RIFF_HEADER, WAVE64_FMT, WAVE64_HEADER } from './source-length/wave.ts';
import { waveFormat } from './source-length/wave-format.ts';

type Head = (head: Buffer) => boolean;

const holds = (list: Iterable<Chunk>, id: string, isPlain: (chunk: Chunk) => boolean): boolean => {
  for (const chunk of list) if (chunk.id === id) return isPlain(chunk);
  return false;
};

const type = (head: Buffer, offset: number): string => head.toString('latin1', offset, offset + 4);

/** Sun's encodings of µ-law, of PCM and floating point, and of A-law; the others are ADPCM (au(5), `audio.h`). */
const AU_PLAIN: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 27]);

const TESTS: Readonly<Partial<Record<Container, Head>>> = {
  wav: (head) =>
    holds(
      chunks(head, RIFF_HEADER, RIFF),
      'fmt ',
      ({ start, size }) => waveFormat(head, start, size)?.samplesPerBlock === 1,
    ),
  w64: (head) =>
    holds(
      chunks(head, WAVE64_HEADER, WAVE64),
      WAVE64_FMT,
      ({ start, size }) => waveFormat(head, start, size)?.samplesPerBlock === 1,
    ),
  aiff: (head) =>
    holds(chunks(head, AIFF_HEADER, IFF), 'COMM', ({ start }) =>
      type(head, 8) === 'AIFC' ? Object.hasOwn(PLAIN_TYPES, type(head, start + 18)) : true,
    ),
  caf: (head) =>
    holds(chunks(head, CAF_HEADER, CAF), 'desc', ({ start }) =>
      ['lpcm', 'alaw', 'ulaw'].includes(type(head, start + 8)),
    ),
  au: (head) => head.length >= 16 && AU_PLAIN.has(head.readUInt32BE(12)),
};

/**
 * Whether every sample of a file stands by itself, so that a demuxer can land on any. In ADPCM it needs the one before, and
 * ffmpeg computes its place from a rounded bitrate: it lands elsewhere, or past the end.
 */
export const hasPlainSamples = (container: Container, head: Buffer): boolean => TESTS[container]?.(head) ?? false;
