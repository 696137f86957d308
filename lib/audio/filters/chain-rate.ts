import type { TranscodeRequest } from '../../contract/request.ts';

/** Hz of every chain's inside: a band at or above Nyquist turns an equaliser's output into NaN, which is silence. */
export const CHAIN_RATE = 48000;

/**
 * What the effects work on: floating point, in which nothing clips before the end of the chain (between filters ffmpeg
 * would go on in a WAV's 16 bits), and already the answer's channels, because a mix behind the loudness would change that.
 * In floating point swresample's mix to fewer channels is not scaled, and louder than full scale (`rematrix_maxval` of
 * libswresample/options.c; without it stereo to mono is 3 dB too loud).
 */
export const inside = ({ channels }: TranscodeRequest): string =>
  `aresample=${CHAIN_RATE}:ochl=${channels === 1 ? 'mono' : 'stereo'}:rematrix_maxval=1:osf=dblp`;

/**
 * Keeps what stands in front at {@link CHAIN_RATE}: left to itself, ffmpeg converts to the answer's rate, or to loudnorm's
 * 192 kHz, as early as it can, and filters that take any rate would work, and count samples, at that.
 */
export const held = ({ sample_rate, normalize }: TranscodeRequest): readonly string[] =>
  normalize || sample_rate !== CHAIN_RATE ? [`aresample=${CHAIN_RATE}`] : [];
