import { type EncoderInput, isFar, landing, landsExactly } from '../audio/input.ts';
import { isOpenEnded } from '../audio/mov.ts';
import { beginsWithAudio } from '../audio/ogg.ts';
import type { Plan } from '../audio/plan.ts';
import { waveEnd } from '../audio/source-length/wave-end.ts';
import { TranscodeError } from '../contract/errors.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { SOURCE_LIMITS } from '../settings/source-limits.ts';
import { spool } from '../source/spool.ts';
import { longestOf } from './answer-limits.ts';
import { timed } from './duration.ts';
import { indexEndOf } from './index-place.ts';
import { endingAfter, secondsOnAir, streamLimit } from './live.ts';
import { movIndex } from './mov-index.ts';
import { landInMp3 } from './mp3-landing.ts';
import { paddingDropped } from './mp3-padding.ts';
import { isOneStream } from './one-stream.ts';
import type { SessionOptions } from './options.ts';
import { fadesAtEnd, planOf } from './planned.ts';
import { openRecognised, type RecognisedSource } from './recognised-source.ts';
import type { Stop } from './stop.ts';
import { startPastEnd } from './verdict.ts';

/** How the encoder gets at its source: as a stream, through a relay in which it can seek, or as a file. */
export interface Route {
  readonly recognised: RecognisedSource;
  readonly plan: Plan;
  readonly input: EncoderInput;
  /** What its stdin is: bytes to be fed, a descriptor, or nothing where there is a relay. */
  readonly stdin: AsyncIterable<Buffer> | number | undefined;
  /** Seconds after which an endless source is ended; `undefined` for every other. */
  readonly streamLimit: number | undefined;
  /** Seconds of the source, where its own bytes tell exactly; asked for once something of it has been read. */
  readonly duration: () => Promise<number | undefined>;
  /** Whether the encoder knows the duration of its input, where we do not: elsewhere it would be an estimate, or a fiction. */
  readonly encoderKnows: boolean;
}

function liveRoute(recognised: RecognisedSource, plan: Plan, { deadline, limits }: SessionOptions): Route {
  const { request } = plan;
  if (request.start > 0) {
    const message = 'must be 0 for a station: it has nothing but the present';
    throw refusal([{ field: 'start', message, value: request.start }]);
  }
  const onAir = secondsOnAir(deadline);
  const limit = streamLimit(request, onAir, limits);
  return {
    recognised,
    plan: { ...plan, request: { ...request, duration: limit * request.filters.speed } },
    input: { container: recognised.container, from: 'pipe', seek: 0, cut: { start: 0 } },
    stdin: endingAfter(recognised.audio, onAir),
    streamLimit: limit,
    duration: async () => undefined,
    encoderKnows: false,
  };
}

/** The message says what would help, since the file itself is good audio. */
const tooLarge = (bytes: number): TranscodeError =>
  new TranscodeError(
    'UNSUPPORTED_FORMAT',
    `The index of this file stands at its end, its server has no ranges, and it is larger than ${bytes / 1e6} MB: serve it with ranges, or an MP4 with its index first (ffmpeg -movflags +faststart).`,
  );

/** Whether the encoder may jump to the `start` of a request. */
async function canJump(recognised: RecognisedSource, { start }: TranscodeRequest): Promise<boolean> {
  const { source, audio, container, tagBytes } = recognised;
  if (!source.seekable || !isFar(start)) return false;
  // All of the window: so its connection can be kept, and none of it is asked for twice.
  if (source.windowEnd !== undefined) await audio.peek(Math.max(0, source.windowEnd - tagBytes));
  return landsExactly(container, audio.held(), await isOneStream(recognised));
}

/**
 * Opens a request's source, finds out what it is, and decides how it is read: from its first byte on wherever it plays
 * like that; through a relay where the encoder has to seek (an index at the end, a `start` far inside) and the source
 * has ranges; from disk where it has to and the source has none.
 *
 * @param stop closes everything that is opened here
 * @param onFailure the source has failed while an encoder reads it by itself; it has to kill that
 * @throws {TranscodeError} as `openRecognised`, 422 for a `start` in a live source, 415 for what is too large for the disk
 */
export async function openRoute(
  asked: TranscodeRequest,
  options: SessionOptions,
  stop: Stop,
  onFailure: (error: unknown) => void,
): Promise<Route> {
  const recognised = await openRecognised(asked, options, stop.signal);
  const { source, audio, container, tagBytes } = recognised;
  stop.onStop(source.close);
  const indexEnd = source.live ? 0 : await indexEndOf(container, audio);
  const index = await movIndex(recognised, indexEnd, fadesAtEnd(asked));
  const plan: Plan = { ...(await planOf(asked, recognised, index)), ...longestOf(options.limits) };
  if (source.live) return liveRoute(recognised, plan, options);

  const mustSeek = indexEnd === undefined;
  const front = indexEnd === undefined ? undefined : index;
  const isOpen = container === 'mov' && indexEnd !== undefined && isOpenEnded(front ?? audio.held(), indexEnd);
  const encoderKnows = (container === 'mov' || container === 'matroska') && !isOpen;
  const { request } = plan;
  const finite = { recognised, plan, streamLimit: undefined, encoderKnows };
  const jumps = await canJump(recognised, request);
  const through: Pick<EncoderInput, 'seek' | 'cut'> = { seek: 0, cut: { start: request.start } };
  const hidden = container === 'ogg' && !beginsWithAudio(audio.held());
  if (jumps || (mustSeek && source.seekable)) {
    const end = container === 'wav' ? waveEnd(audio.held(), recognised.length) : undefined;
    const { duration } = timed(recognised);
    const held = audio.held();
    const head = front && front.length > held.length ? front : held;
    const relay = await source.relay({ base: tagBytes, indexEnd: indexEnd ?? 0, end, head, onFailure });
    stop.onStop(relay.close);
    const place = jumps ? landing(request.start) : through;
    return { ...finite, input: { container, hidden, from: { url: relay.url }, ...place }, stdin: undefined, duration };
  }
  if (mustSeek) {
    const most = options.sourceLimits?.maxSpoolBytes ?? SOURCE_LIMITS.maxSpoolBytes;
    if ((source.length ?? 0) > most) throw tooLarge(most);
    const file = await spool(audio, most, () => tooLarge(most));
    stop.onStop(() => void file.close().catch(() => {}));
    const place = landsExactly(container, Buffer.alloc(0), false) ? landing(request.start) : through;
    return { ...finite, input: { container, from: 'file', ...place }, stdin: file.fd, duration: async () => undefined };
  }
  const landed = container === 'mp3' ? await landInMp3(recognised, request.start) : undefined;
  if (landed === 'past-end') throw startPastEnd(request);
  const { audio: watched, duration } = timed(recognised);
  const input: EncoderInput = { container, hidden, from: 'pipe', ...through, ...(landed ? { cut: landed.cut } : {}) };
  const whole = container === 'mp3' ? paddingDropped(watched, recognised.length) : watched;
  return { ...finite, input, stdin: landed?.audio ?? whole, duration };
}
