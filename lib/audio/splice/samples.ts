import { alignedSplice } from './aligned.ts';
import { says, view } from './bytes.ts';
import { countedSplice } from './counted.ts';
import type { Splice } from './splicing.ts';

/** Octets of a sample: PCM and WAV are answered with 16 bits. */
const SAMPLE_BYTES = 2;

/** RIFF chunks up to the head of `data` (Microsoft's RIFF specification). */
function waveHeader(bytes: Uint8Array): number | undefined {
  let offset = 12;
  while (bytes.length >= offset + 8) {
    if (says(bytes, offset, 'data')) return offset + 8;
    const size = view(bytes).getUint32(offset + 4, true);
    offset += 8 + size + (size % 2);
  }
  return undefined;
}

/** Samples that stand one behind the other: any of them is a border. */
export function sampleSplice(format: 'wav' | 'pcm', sampleRate: number, channels: number, stretched: boolean): Splice {
  const step = SAMPLE_BYTES * channels;
  const header = format === 'wav' ? waveHeader : () => 0;
  const counted = countedSplice({
    sampleRate,
    frame: () => 1,
    header,
    pieceAt: (pending, offset) => {
      const samples = Math.floor((pending.length - offset) / step);
      return samples > 0 ? { length: samples * step, samples } : undefined;
    },
    out: (piece, _, skip) => piece.subarray(skip * step),
    divisible: true,
  });
  return stretched ? alignedSplice(counted, header, sampleRate, channels) : counted;
}
