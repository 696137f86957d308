import type { TranscodeRequest } from '../contract/request.ts';
import { contentDuration } from './duration.ts';
import { headerLength } from './header.ts';
import { infoFrame } from './mpeg/info-frame.ts';
import { DECODER_DELAY } from './mpeg/layout.ts';
import type { Plan } from './plan.ts';

/** Whether as much comes out as goes in, to the sample: what stretches, looks ahead or echoes ends where it can. */
const keepsLength = ({ normalize, filters }: TranscodeRequest): boolean =>
  !normalize && filters.speed === 1 && filters.pitch === 1 && !filters.custom_filter;

/**
 * What stands in front of the first frame: an MP3's info frame. None of it is audio, so a status line does not wait for it
 * and is not sent because of it. An answer of the source's own packets has one where the source's said how it begins.
 */
function leadingBytes({ mode, request, delay, sourceDuration }: Plan): Buffer {
  const { output_format, sample_rate: sampleRate, channels, bitrate: kbps } = request;
  if (output_format !== 'mp3' || kbps === undefined || (mode === 'copy' && delay === undefined)) return Buffer.alloc(0);
  if (delay !== undefined) return infoFrame({ sampleRate, channels, kbps, encoderDelay: delay - DECODER_DELAY });
  const seconds = keepsLength(request) ? contentDuration(request, sourceDuration) : undefined;
  return infoFrame(
    { sampleRate, channels, kbps },
    seconds === undefined ? undefined : Math.round(seconds * sampleRate),
  );
}

/**
 * The beginning of an answer as it is sent.
 *
 * @param begun - what the encoder has written so far, with some audio in it
 */
export function withLeadingBytes(plan: Plan, begun: Buffer): Buffer {
  const leading = leadingBytes(plan);
  if (leading.length === 0) return begun;
  const header = headerLength(plan.request.output_format, begun) ?? 0;
  return Buffer.concat([begun.subarray(0, header), leading, begun.subarray(header)]);
}
