import type { TranscodeRequest } from '../contract/request.ts';
import { infoFrame } from './mpeg/info-frame.ts';
import type { Plan } from './plan.ts';

/** Whether as much comes out as goes in, to the sample: what stretches, looks ahead or echoes ends where it can. */
const keepsLength = ({ normalize, filters }: TranscodeRequest): boolean =>
  !normalize && filters.speed === 1 && filters.pitch === 1 && !filters.custom_filter;

/**
 * What stands in front of the encoder's own bytes: an MP3's info frame. None of it is audio, so a status line does not wait
 * for it and is not sent because of it. An answer of the source's own packets has none: how its encoder began is not known.
 */
export function leadingBytes({ mode, request, contentSeconds }: Plan): Buffer {
  const { output_format, sample_rate: sampleRate, channels, bitrate: kbps } = request;
  if (output_format !== 'mp3' || kbps === undefined || mode === 'copy') return Buffer.alloc(0);
  const isKnown = contentSeconds !== undefined && keepsLength(request);
  return infoFrame({ sampleRate, channels, kbps }, isKnown ? Math.round(contentSeconds * sampleRate) : undefined);
}
