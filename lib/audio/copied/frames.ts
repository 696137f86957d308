import type { OutputFormat } from '../../contract/formats.ts';
import { headerLength } from '../header.ts';

/** One frame of a stream that has no container around it. */
export interface CodedFrame {
  /** Bytes, header included. */
  readonly length: number;
  readonly seconds: number;
  /** What a player settles on with the first frame: its rate and its channels, for a person to read. */
  readonly kind: string;
}

/** Finds the frame whose header stands at `offset`. */
export type FrameAt = (bytes: Buffer, offset: number) => CodedFrame | undefined;

/** What has been passed on of a source that is not decoded. */
export interface CopiedAudio {
  /** Of the next bytes, those that may leave. */
  readonly push: (chunk: Buffer) => Buffer;
  /** Of the audio itself, whatever its time stamps say; `undefined` where that is not known. */
  readonly seconds: () => number | undefined;
  /** What the stream has become, where it is no longer what it began as. */
  readonly changedTo: () => string | undefined;
}

/**
 * Passes whole frames on and nothing else: what stands between them or behind the last one (junk, tags, half a frame) would
 * be noise to whoever plays it. A stream that changes ends before the change.
 *
 * @param format - of the answer, whose own header goes first
 * @param headerBytes - that `frameAt` looks at
 */
export function copiedFrames(format: OutputFormat, frameAt: FrameAt, headerBytes: number): CopiedAudio {
  let pending: Buffer = Buffer.alloc(0);
  let seconds = 0;
  let first: string | undefined;
  let changed: string | undefined;
  let inStep = true;
  let inAudio = false;

  /** Whether another frame of its kind follows at once: junk that looks like a frame is alone. `undefined`: not to be seen yet. */
  const isFollowed = ({ kind, length }: CodedFrame, at: number): boolean | undefined =>
    at + length + headerBytes > pending.length ? undefined : frameAt(pending, at + length)?.kind === kind;

  return {
    push: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const whole: Buffer[] = [];
      const begin = inAudio ? 0 : headerLength(format, pending);
      if (begin === undefined || pending.length < begin) return Buffer.alloc(0);
      inAudio = true;
      if (begin > 0) whole.push(pending.subarray(0, begin));
      let at = begin;
      while (changed === undefined && at + headerBytes <= pending.length) {
        const frame = frameAt(pending, at);
        const isKnown = inStep && (first === undefined || frame?.kind === first);
        const isSure = frame && (isKnown || isFollowed(frame, at));
        if (frame && (isSure === undefined || at + frame.length > pending.length)) break;
        if (frame && isSure && first !== undefined && frame.kind !== first) {
          changed = frame.kind;
        } else if (frame && isSure) {
          first = frame.kind;
          inStep = true;
          whole.push(pending.subarray(at, at + frame.length));
          seconds += frame.seconds;
          at += frame.length;
        } else {
          inStep = false;
          at += 1;
        }
      }
      pending = pending.subarray(at);
      return Buffer.concat(whole);
    },
    seconds: () => seconds,
    changedTo: () => changed,
  };
}
