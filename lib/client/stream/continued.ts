import { settlingSeconds } from '../../audio/splice/settling.ts';
import type { Splice } from '../../audio/splice/splicing.ts';
import { TranscodeError } from '../../contract/errors.ts';
import { broken, late } from '../errors.ts';
import { isComplete, isCutByLimit } from './complete.ts';
import { continuing, prerollFor, type Timeline } from './continuation.ts';
import { type Leg, msUntilDeadline, type OpenLeg, type SentRequest } from './leg.ts';
import type { Patience } from './patience.ts';
import { type Reopened, type Reopening, reopen } from './reopening.ts';

export interface Continuing {
  readonly open: OpenLeg;
  readonly request: SentRequest;
  readonly splicing: Splice;
  readonly timeline: Timeline;
  readonly settling: Parameters<typeof settlingSeconds>[0];
  readonly patience: Patience;
  /** Milliseconds without a chunk, while one is waited for, after which a successor is looked for beside. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
  /** Told of every failure that a stream survives. */
  readonly onBreak: (error: unknown) => void;
  /** Told of each leg that is heard. */
  readonly onLeg: (leg: Leg) => void;
}

type Event =
  | { readonly kind: 'chunk'; readonly chunk: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken'; readonly error: unknown }
  | { readonly kind: 'waited' }
  | { readonly kind: 'abort' }
  | Reopened;

const nextOf = (leg: Leg): Promise<Event> =>
  leg.chunks.next().then(
    (read): Event => (read.done ? { kind: 'end' } : { kind: 'chunk', chunk: read.value }),
    (error: unknown): Event => ({ kind: 'broken', error }),
  );

const isFinal = (error: unknown): boolean => error instanceof TranscodeError && !error.recoverable;

/**
 * One stream out of as many legs as it takes. Whenever a leg breaks off, falls silent, or is about to reach its deadline,
 * another one is opened that begins a little before where the stream is, and goes on at the very frame.
 *
 * @throws what broke the stream, where nothing goes on with it; `signal.reason`
 */
export async function* continued(first: Leg, options: Continuing): AsyncGenerator<Uint8Array, void, undefined> {
  const { open, request, splicing, timeline, patience, idleMs, signal, onBreak, onLeg } = options;
  const { metadata } = first;
  let leg: Leg | undefined = first;
  let legBegan = 0;
  let pending: Promise<Event> | undefined;
  let reopening: (Reopening & { readonly why: 'broken' | 'idle' | 'deadline' }) | undefined;
  let trouble: unknown;
  /** Legs in a row that have brought nothing on. */
  let fruitless = 0;
  let waitingSince = performance.now();
  /** Where the stream may have been over, and it was asked whether it was. */
  let askedAt: number | undefined;
  /** Ends the wait that goes on. */
  let interrupt: (() => void) | undefined;
  const onAbort = (): void => interrupt?.();
  signal.addEventListener('abort', onAbort, { once: true });

  function look(why: 'broken' | 'idle' | 'deadline', delayMs: number): void {
    const { position } = splicing;
    // Legs that break before they are where the stream is would go on doing so: rather one that has not settled.
    const settling = settlingSeconds(options.settling, fruitless);
    const at = metadata.live ? undefined : splicing.resumeAt(prerollFor(position, settling, timeline));
    const sent = continuing(request, at ?? position, { metadata, timeline });
    reopening = { ...reopen(open, sent, { at, delayMs, signal, waitedMs: performance.now() - waitingSince }), why };
  }

  /** Milliseconds until a successor is due. A leg that has brought nothing on yet has none: it would not either. */
  const dueInMs = (): number =>
    leg && splicing.position > legBegan ? msUntilDeadline(leg, performance.now()) : Number.POSITIVE_INFINITY;

  /** The leg is gone. Looks for its successor, unless one is being looked for already. A planned end is nobody's failure. */
  function lose(error: unknown, isPlanned = false): void {
    leg?.cancel();
    if (leg && leg !== first && splicing.position === legBegan) {
      fruitless += 1;
      patience.fruitless();
    } else if (leg) fruitless = 0;
    leg = undefined;
    pending = undefined;
    trouble = error;
    if (!isPlanned) onBreak(error);
    if (reopening) return;
    const delayMs = patience.next();
    if (delayMs === undefined) throw error;
    look('broken', delayMs);
  }

  function* finished(): Generator<Uint8Array, void, undefined> {
    const last = splicing.finish();
    if (last.length > 0) yield last;
  }

  /** Waits for whatever comes first. */
  async function next(): Promise<Event> {
    if (signal.aborted) return { kind: 'abort' };
    // Of this wait alone: a promise that outlives the race hangs on to it, and so to every chunk that has won one.
    const events: Promise<Event>[] = [new Promise((resolve) => (interrupt = () => resolve({ kind: 'abort' })))];
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (leg) {
      pending ??= nextOf(leg);
      events.push(pending);
    }
    if (reopening) events.push(reopening.settled);
    else if (leg) {
      const ms = Math.min(idleMs, Math.max(0, dueInMs()));
      events.push(new Promise((resolve) => (timer = setTimeout(() => resolve({ kind: 'waited' }), ms))));
    }
    return Promise.race(events).finally(() => clearTimeout(timer));
  }

  try {
    for (;;) {
      const event = await next();
      switch (event.kind) {
        case 'abort':
          throw signal.reason;
        case 'chunk': {
          pending = undefined;
          // It was only slow.
          if (reopening?.why === 'idle') {
            reopening.giveUp();
            reopening = undefined;
          }
          const out = splicing.push(event.chunk);
          patience.progress(splicing.position);
          if (out.length > 0) {
            yield out;
            waitingSince = performance.now();
          }
          if (!reopening && dueInMs() <= 0) look('deadline', 0);
          break;
        }
        case 'waited':
          if (dueInMs() <= 0) look('deadline', 0);
          else {
            trouble = late('sent nothing', idleMs);
            look('idle', 0);
          }
          break;
        case 'end': {
          const ended = { position: splicing.position, legBegan, marked: splicing.marked(), length: timeline.length };
          if (leg && isCutByLimit(ended, leg.metadata)) lose(broken(new Error('the limit of an endless source')), true);
          else if (isComplete(ended) === true || askedAt === ended.position) return yield* finished();
          else {
            if (isComplete(ended) === 'unsure') askedAt = ended.position;
            lose(broken(new Error(`a clean end at ${ended.position} s of ${ended.length ?? '?'}`)));
          }
          break;
        }
        case 'broken':
          lose(event.error);
          break;
        case 'leg':
          if (leg && reopening?.why === 'idle') onBreak(trouble);
          leg?.cancel();
          leg = event.leg;
          pending = undefined;
          splicing.begin(reopening?.at);
          legBegan = splicing.position;
          reopening = undefined;
          onLeg(leg);
          break;
        case 'none':
          reopening = undefined;
          if (leg) {
            // The old one is still there; it may come round, but nobody waits for it for ever.
            const delayMs = patience.next();
            if (delayMs === undefined) throw late('sent nothing', Math.round(performance.now() - waitingSince));
            look('idle', Math.max(delayMs, idleMs));
          } else {
            if (askedAt === splicing.position) return yield* finished();
            const delayMs = isFinal(event.error) ? undefined : patience.next();
            if (delayMs === undefined) throw trouble;
            look('broken', delayMs);
          }
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    reopening?.giveUp();
    leg?.cancel();
  }
}
