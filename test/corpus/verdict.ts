import type { Answer } from './answer.ts';
import { difference } from './difference.ts';
import { NOT_DECODED, type Outcome } from './exceptions.ts';
import type { Reference } from './reference.ts';

/** Steps of 16 bit by which a decoder that calculates with fractions may round otherwise; 5.1.9 and 7.1.5 do, by one. */
const ROUNDING = 1;

/** Steps of 16 bit by which the exceptions were found to differ, at most (`nokia-tune.mkv`). */
const MOST_DIFFERENT = 7082;

/** Bytes of PCM that a session holds back (lib/session/hold-back.ts). */
const HELD_SAMPLES = 512;

const isRefused = ({ error, samples }: Answer): boolean => error?.status === 415 && samples.length === 0;

/** Whether an answer is what the reference says, to the sample and in its refusals. */
export function agrees(reference: Reference, answer: Answer): boolean {
  if (reference.samples.length === 0) return isRefused(answer);
  const named = NOT_DECODED[reference.demuxer ?? ''];
  if (named) return isRefused(answer) && named.test(answer.error?.message ?? '');
  const { frames, largest } = difference(reference, answer.samples);
  return answer.error === undefined && frames === 0 && largest <= (reference.exact ? 0 : ROUNDING);
}

/** Whether an answer is what an exception says of it. */
export function holds(outcome: Outcome, reference: Reference, answer: Answer): boolean {
  const { frames, largest } = difference(reference, answer.samples);
  if (outcome === 'refused') return isRefused(answer) && /WavPack/.test(answer.error?.message ?? '');
  // What is noticed first, the end that is missing or the encoder that gives up, is a matter of who is faster.
  if (outcome === 'damaged') return /^(DOWNLOAD_FAILED|FFMPEG_ERROR)$/.test(answer.error?.code ?? '');
  const isDifferent = largest > ROUNDING && largest <= MOST_DIFFERENT;
  if (outcome === 'differs') return answer.error === undefined && frames === 0 && isDifferent;
  // The last samples are held back until all is known to be well, and then it was not.
  const missing = reference.samples.length - answer.samples.length;
  const isHeldBack = reference.format !== 's16le' || missing === Math.min(HELD_SAMPLES, reference.samples.length);
  const isPrefix = frames <= 0 && largest <= (reference.exact ? 0 : ROUNDING);
  return answer.error?.code === 'DOWNLOAD_FAILED' && isPrefix && isHeldBack;
}

/** What a person needs to find the cause. */
export function told(reference: Reference, answer: Answer): object {
  const { samples, ...facts } = reference;
  return { ...facts, bytes: samples.length, ...difference(reference, answer.samples), error: answer.error?.message };
}
