import { contentDuration, soundDuration } from '../audio/duration.ts';
import { withLeadingBytes } from '../audio/leading-bytes.ts';
import type { Plan } from '../audio/plan.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { throwTooLarge, throwTooLong } from './answer-limits.ts';
import { sessionFacts } from './facts.ts';
import { type FirstAudio, firstAudio } from './first-audio.ts';
import { type HeldBack, holdBack } from './hold-back.ts';
import type { AnswerLimits, SessionFacts, SessionOptions } from './options.ts';
import { passedOn } from './passed-on.ts';
import { openRoute, type Route } from './route.ts';
import { type Started, startOn } from './start.ts';
import { type Stop, startStop } from './stop.ts';
import { endsBefore, isPadding, startPastEnd, whyBroken, whyNoAudio, writtenSeconds } from './verdict.ts';

/** A stream that has its first audio. */
export interface Session {
  readonly facts: SessionFacts;
  /**
   * The answer. It ends cleanly only when it is complete; whatever else stops it throws, and then its last page or chunk
   * was never given out. Must be iterated, to its end or not, or closed.
   */
  readonly body: AsyncIterable<Buffer>;
  readonly outputBytes: () => number;
  readonly sourceBytes: () => number;
  /** Milliseconds from the encoder's start to its first audio. */
  readonly encoderFirstByteMs: number;
  /** @see Encoder.peakBytes */
  readonly encoderPeakBytes: () => number;
  /** Idempotent: kills the encoder, closes the source, resolves when both have gone. */
  close(): Promise<void>;
}

/** The parts of a running session; whoever starts them ends them through `stop`. */
interface Parts extends Started {
  readonly route: Route;
  readonly output: HeldBack;
  /** @see PassedOn.seconds */
  readonly passedSeconds: () => number | undefined;
  readonly stop: Stop;
  readonly limits: AnswerLimits;
}

/** @throws why the answer is not complete, once the encoder has gone */
async function wellEnded({ encoder, stop, route, limits, ...parts }: Parts, facts: SessionFacts): Promise<void> {
  const { hasAll, passedSeconds } = parts;
  const { request, longest = Number.POSITIVE_INFINITY } = route.plan;
  // What echoes behind a sound does not stand for what is missing of it; nothing is written behind the longest answer.
  const withEcho = (content: number | undefined): number | undefined => {
    const seconds = soundDuration(request, content);
    return seconds && Math.min(seconds, longest);
  };
  // What the source's end tells may have come too late for a header, and in time for this.
  const promised = withEcho(facts.contentDuration ?? contentDuration(request, await route.duration()));
  const asked = withEcho(request.duration && request.duration / request.filters.speed);
  const broken = await whyBroken(encoder, { promised, asked, hasAll: hasAll(), passedOn: passedSeconds() });
  if (stop.reason) throw stop.reason;
  throwTooLong(request, writtenSeconds(encoder, passedSeconds()), limits);
  if (broken) throw broken;
}

/** What follows the first audio, and the end only if all went well. */
async function* remaining(
  parts: Parts,
  first: FirstAudio,
  facts: SessionFacts,
): AsyncGenerator<Buffer, void, undefined> {
  yield* first.chunks;
  const held = first.ended ? first.held : yield* parts.output;
  await wellEnded(parts, facts);
  if (held) yield held;
}

/**
 * Opens the source of a request, starts ffmpeg on it, and waits for the first audio.
 *
 * @throws {TranscodeError} whatever goes wrong before that: nothing has been sent yet, so it can have its real status
 */
export async function openSession(request: TranscodeRequest, options: SessionOptions): Promise<Session> {
  const stop = startStop(options.deadline, options.signal);
  const { limits = {} } = options;
  let parts: Parts | undefined;
  let gone = false;
  // An encoder that has what it wants (the end of `duration`, of a WAV's data) leaves its source unread.
  const onFailure = (error: unknown): void => {
    if (!gone) stop.now(error);
  };
  try {
    const route = await openRoute(request, options, stop, onFailure);
    const { encoder, began, hasAll } = startOn(route, 'transcode', options.binary, onFailure);
    stop.onStop(encoder.kill);
    void encoder.gone
      .then(() => {
        gone = true;
        // Its last bytes, which are being asked for beside it, may tell whether it was whole.
        return route.duration();
      })
      // Whoever needs it asks again, and is told.
      .catch(() => undefined)
      .then(() => route.recognised.source.close());
    const { output, seconds } = passedOn(route.plan, encoder.stdout);
    const held = holdBack(request.output_format, output);
    parts = { route, encoder, began, hasAll, output: held, passedSeconds: seconds, stop, limits };
    const first = await firstAudio(request.output_format, parts.output);
    if (!first || (first.ended && (await isPadding(encoder, route.plan.mode)))) {
      const error = await whyNoAudio(request, encoder, route.input.container);
      throw stop.reason ?? error;
    }
    const facts = await sessionFacts(route, await encoder.facts);
    throwTooLong(request, facts.contentDuration, limits);
    // A demuxer that is sent past the end may land on the last page and find something there, and a stretch may pad nothing.
    if (endsBefore(request, facts.sourceDuration)) throw startPastEnd(request);
    // All of it is here, and nothing of it is sent: what is wrong with its end can still have a status.
    if (first.ended) await wellEnded(parts, facts);
    return session(parts, begun(route.plan, first), facts);
  } catch (error) {
    stop.end();
    parts?.encoder.abandon();
    throw error;
  }
}

/** The first audio with what belongs in front of it. */
function begun(plan: Plan, first: FirstAudio): FirstAudio {
  const held = first.ended && first.held ? [first.held] : [];
  const whole = withLeadingBytes(plan, Buffer.concat([...first.chunks, ...held]));
  return first.ended ? { ended: true, chunks: [], held: whole } : { ended: false, chunks: [whole] };
}

function session(parts: Parts, first: FirstAudio, facts: SessionFacts): Session {
  const encoderFirstByteMs = performance.now() - parts.began;
  let sent = 0;
  async function* body(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of remaining(parts, first, facts)) {
        throwTooLarge(sent + chunk.length, parts.limits);
        sent += chunk.length;
        yield chunk;
      }
    } finally {
      await close();
    }
  }
  const close = async (): Promise<void> => {
    parts.stop.end();
    parts.encoder.abandon();
    await parts.encoder.exit;
  };
  const iterator = body();
  const left = iterator.return.bind(iterator);
  // A generator that was never begun skips its `finally`.
  iterator.return = async () => {
    await close();
    return left();
  };
  return {
    facts,
    body: iterator,
    outputBytes: () => sent,
    sourceBytes: () => parts.route.recognised.source.body.bytesRead,
    encoderFirstByteMs,
    encoderPeakBytes: parts.encoder.peakBytes,
    close,
  };
}
