import type { OutputFormat } from '../../contract/formats.ts';
import { flacSplice } from './flac.ts';
import { adtsSplice, mpegSplice } from './frames.ts';
import { opusSplice } from './opus.ts';
import { sampleSplice } from './samples.ts';
import type { Splice } from './splicing.ts';

/** What of the legs is not as numbers alone would have it. */
export interface Particulars {
  /** Of Opus: samples at 48 kHz of the legs to come; the first one's own are in its header. */
  readonly nextPreSkip?: number;
  /** Of AAC: samples in front of the first leg's content. */
  readonly delay?: number;
  /** Of PCM and WAV: legs are not in phase, for tempo or pitch were changed. */
  readonly stretched?: boolean;
}

/**
 * @param sampleRate - Hz of the answer
 *
 * @example
 * const splicing = splice('opus', 48_000, 2);
 * out(splicing.push(chunk)); // … and the connection breaks
 * splicing.begin(splicing.resumeAt(1));
 * out(splicing.push(chunkOfTheNext));
 */
export function splice(
  format: OutputFormat,
  sampleRate: number,
  channels: number,
  particulars: Particulars = {},
): Splice {
  switch (format) {
    case 'opus':
      return opusSplice(particulars.nextPreSkip);
    case 'aac':
      return adtsSplice(sampleRate, particulars.delay);
    case 'mp3':
      return mpegSplice(sampleRate);
    case 'flac':
      return flacSplice(sampleRate);
    case 'wav':
    case 'pcm':
      return sampleSplice(format, sampleRate, channels, particulars.stretched ?? false);
  }
}
