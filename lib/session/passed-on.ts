import { copiedAudio } from '../audio/copied/copied.ts';
import type { Plan } from '../audio/plan.ts';
import { TranscodeError } from '../contract/errors.ts';

/** An encoder's output; and where it is the source's own packets, what has become of them. */
export interface PassedOn {
  readonly output: AsyncIterable<Buffer>;
  /** Of audio in what was passed on; `undefined` where it is encoded, and the encoder counts. */
  readonly seconds: () => number | undefined;
}

/** How much above its bitrate an answer may be: what we allow our own encoders. */
const ALLOWED = 1.1;
/** Seconds that may be coded with more, and be made up for. */
const BURST = 10;

/** Whether the frames behind the first ones have a higher bitrate than those, and than was asked for. */
function isTooMuch({ ceiling, sourceDuration = 0 }: Plan, bytes: number, seconds: number): boolean {
  if (ceiling === undefined) return false;
  return (bytes * 8) / 1000 > ceiling * ALLOWED * (Math.max(seconds, sourceDuration) + BURST);
}

const noLonger = (message: string): TranscodeError => new TranscodeError('FFMPEG_ERROR', message);

/**
 * Watches packets that nobody decodes. A source that goes on as something else (two files in one, another programme of a
 * station) is broken off there: asked for from that place on, it is encoded.
 */
export function passedOn(plan: Plan, output: AsyncIterable<Buffer>): PassedOn {
  if (plan.mode !== 'copy') return { output, seconds: () => undefined };
  const audio = copiedAudio(plan.request);
  async function* watched(): AsyncGenerator<Buffer, void, undefined> {
    let bytes = 0;
    for await (const chunk of output) {
      const whole = audio.push(chunk);
      bytes += whole.length;
      if (whole.length > 0) yield whole;
      const changed = audio.changedTo();
      if (changed)
        throw noLonger(`The source goes on with ${changed}, and could not be passed on as it is any longer.`);
      if (isTooMuch(plan, bytes, audio.seconds() ?? 0))
        throw noLonger(
          'The source goes on with a higher bitrate than was asked for, and could not be passed on as it is.',
        );
    }
  }
  return { output: watched(), seconds: audio.seconds };
}
