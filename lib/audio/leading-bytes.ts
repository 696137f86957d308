import type { TranscodeRequest } from '../contract/request.ts';
import { infoFrame } from './mpeg/info-frame.ts';

/**
 * What stands in front of the encoder's own bytes: an MP3's info frame. None of it is audio, so a status line does not wait
 * for it and is not sent because of it.
 *
 * @param samples - of the answer, a channel, where they are known to the sample; a wrong number is worse than none
 */
export function leadingBytes(request: TranscodeRequest, samples?: number): Buffer {
  const { output_format, sample_rate: sampleRate, channels, bitrate: kbps } = request;
  if (output_format !== 'mp3' || kbps === undefined) return Buffer.alloc(0);
  return infoFrame({ sampleRate, channels, kbps }, samples);
}
