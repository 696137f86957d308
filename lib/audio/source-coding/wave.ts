import { ASF, ASF_HEADER, type Chunk, chunks, RIFF, WAVE64 } from '../source-length/chunks.ts';
import { RIFF_HEADER, WAVE64_FMT, WAVE64_HEADER } from '../source-length/wave.ts';
import { type WaveHeader, waveHeader } from '../source-length/wave-format.ts';
import type { CodedBytes, SourceCoding } from './coding.ts';
import { waveCoding } from './wave-codec.ts';

/** Samples of 16 bits with nothing between them, as our own WAV and PCM have them. */
const isPlain = ({ tag, bits, blockLength, channels }: WaveHeader): boolean =>
  tag === 1 && bits === 16 && blockLength === channels * 2;

function formatOf(head: Buffer, list: Iterable<Chunk>, format: string): SourceCoding | undefined {
  for (const { id, start, size } of list) {
    if (id !== format) continue;
    const header = waveHeader(head, start, size);
    return header && waveCoding(header, isPlain(header));
  }
  return undefined;
}

/** WAV, RF64 and BW64. */
export const wavCoding = ({ head }: CodedBytes): SourceCoding | undefined =>
  formatOf(head, chunks(head, RIFF_HEADER, RIFF), 'fmt ');

/** Sony's Wave64. */
export const w64Coding = ({ head }: CodedBytes): SourceCoding | undefined =>
  formatOf(head, chunks(head, WAVE64_HEADER, WAVE64), WAVE64_FMT);

/** GUIDs of the stream properties object, and of the media type of audio (ASF specification, 10.1 and 10.4). */
const STREAM_PROPERTIES = '9107dcb7b7a9cf118ee600c00c205365';
const AUDIO_MEDIA = '409e69f84d5bcf11a8fd00805f5c442b';
/** Bytes of stream properties before the data of their type (ASF specification, 3.3). */
const TYPE_SPECIFIC = 54;

/** ASF: the stream properties of its first audio are a `WAVEFORMATEX`. */
export function asfCoding({ head }: CodedBytes): SourceCoding | undefined {
  for (const { id, start, size } of chunks(head, ASF_HEADER, ASF)) {
    if (id !== STREAM_PROPERTIES || head.toString('hex', start, start + 16) !== AUDIO_MEDIA) continue;
    const header = waveHeader(head, start + TYPE_SPECIFIC, size - TYPE_SPECIFIC);
    return header && waveCoding(header, false);
  }
  return undefined;
}
