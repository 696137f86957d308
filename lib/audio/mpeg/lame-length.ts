/** How much LAME makes of so many samples, known before it begins: constant bitrate has nothing to decide. */

/** Samples that LAME puts in front of the audio (`ENCDELAY` in LAME 3.100's libmp3lame/encoder.h). */
export const ENCODER_DELAY = 576;

/** Samples behind the audio that it makes sure of, so that the last of it can be decoded (`lame_encode_flush` in lame.c). */
const LEAST_PADDING = 576;

export interface LameLength {
  /** Frames of audio. */
  readonly frames: number;
  /** Bytes of them. */
  readonly bytes: number;
  /** Samples behind the audio in the last of them. */
  readonly padding: number;
}

/** @param samples - of audio, a channel */
export function lameLength(samples: number, samplesPerFrame: number, kbps: number, sampleRate: number): LameLength {
  const frames = Math.ceil((ENCODER_DELAY + samples + LEAST_PADDING) / samplesPerFrame);
  // In bits a sampling interval each frame is too short by a fraction; a byte of padding makes up for it as soon as there
  // is one to make up for, from the second frame on (`lame_encode_mp3_frame` in encoder.c, `slot_lag`).
  const exact = samplesPerFrame * 125 * kbps;
  const bytes = frames * Math.floor(exact / sampleRate) + Math.ceil(((frames - 1) * (exact % sampleRate)) / sampleRate);
  return { frames, bytes, padding: frames * samplesPerFrame - ENCODER_DELAY - samples };
}
