import type { TranscodeRequest } from '../contract/request.ts';
import { kilobitsOf } from '../contract/weight.ts';
import { LIMITS } from '../settings/limits.ts';
import type { AnswerLimits } from './options.ts';

/** How much more than its bitrate an answer may weigh: what we allow our encoders, and its container. */
const OVERWEIGHT = 1.15;

const bytesASecond = (request: TranscodeRequest): number => kilobitsOf(request) * 125 * OVERWEIGHT;

/** Seconds that an endless source may be listened to; the rest of the time is for the end. @param deadline as `performance.now()` */
export const secondsOnAir = (deadline: number): number =>
  Math.max(1, Math.floor((deadline - performance.now() - LIMITS.liveMarginMs) / 1000));

/**
 * Seconds of audio that the answer of an endless source has: what was asked for, what the deadline leaves, or what an
 * answer may weigh, whichever is the least.
 */
export function streamLimit(request: TranscodeRequest, onAir: number, limits: AnswerLimits = {}): number {
  const { seconds = Number.POSITIVE_INFINITY, bytes = LIMITS.answerBytes } = limits;
  const weight = Math.max(1, Math.floor(Math.min(bytes, LIMITS.answerBytes) / bytesASecond(request)));
  return Math.min(onAir, seconds, weight, (request.duration ?? Number.POSITIVE_INFINITY) / request.filters.speed);
}

/** Ends a stream at a time as if it had ended by itself, which is what makes an encoder finish in order. */
export async function* endingAfter(
  chunks: AsyncIterable<Buffer>,
  seconds: number,
): AsyncGenerator<Buffer, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  let isOver = false;
  let wake = (): void => {};
  const timer = setTimeout(() => {
    isOver = true;
    wake();
  }, seconds * 1000);
  // A promise of its own for each wait: one that all of them raced against would keep them all.
  const next = (): Promise<IteratorResult<Buffer> | undefined> =>
    new Promise((resolve, reject) => {
      wake = () => resolve(undefined);
      iterator.next().then(resolve, reject);
    });
  try {
    while (!isOver) {
      const chunk = await next();
      if (!chunk || chunk.done) return;
      yield chunk.value;
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: a station that has fallen silent would be waited for.
    void iterator.return?.();
  }
}
