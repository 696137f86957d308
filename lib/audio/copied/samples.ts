import { headerLength } from '../header.ts';
import type { CopiedAudio } from './frames.ts';

/** Octets of a sample of the PCM that we answer with: 16 bits. */
const SAMPLE_BYTES = 2;

/**
 * Passes whole samples of all channels on: a source that ends inside one has no use for the rest.
 *
 * @param sampleRate - Hz
 */
export function copiedSamples(format: 'wav' | 'pcm', sampleRate: number, channels: number): CopiedAudio {
  const step = SAMPLE_BYTES * channels;
  let pending: Buffer = Buffer.alloc(0);
  let inAudio = false;
  let audioBytes = 0;
  return {
    push: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const header = inAudio ? 0 : headerLength(format, pending);
      if (header === undefined) return Buffer.alloc(0);
      inAudio = true;
      const end = header + Math.floor((pending.length - header) / step) * step;
      const whole = pending.subarray(0, end);
      audioBytes += end - header;
      pending = pending.subarray(end);
      return whole;
    },
    seconds: () => audioBytes / step / sampleRate,
    changedTo: () => undefined,
  };
}
