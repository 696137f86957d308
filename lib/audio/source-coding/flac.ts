import { streamInfo } from '../source-length/flac.ts';
import { type CodedBytes, coding, ENOUGH_FRAMES, type SourceCoding } from './coding.ts';
import { firstFlacFrame, flacFrames } from './flac-frames.ts';

/** Native FLAC. One whose picture is longer than the head shows no frame, and is not said to be copyable. */
export function flacCoding({ head }: CodedBytes): SourceCoding | undefined {
  const info = streamInfo(head, 4);
  if (!info) return undefined;
  const { sampleRate, channels } = info;
  const copyable = flacFrames(head, firstFlacFrame(head)) >= ENOUGH_FRAMES;
  return coding({ codec: 'flac', sampleRate, channels, copyable });
}
