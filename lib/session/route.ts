import { type EncoderInput, landing } from '../audio/input.ts';
import { indexPlace } from '../audio/mov.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { SOURCE_LIMITS } from '../settings/source-limits.ts';
import type { Peekable } from '../source/peekable.ts';
import { spool, tooLarge, wipeSpools } from '../source/spool.ts';
import { timed } from './duration.ts';
import { endingAfter, secondsOnAir, streamLimit } from './live.ts';
import { landInMp3 } from './mp3-landing.ts';
import type { SessionOptions } from './options.ts';
import { openRecognised, type RecognisedSource } from './recognised-source.ts';
import type { Stop } from './stop.ts';
import { startPastEnd } from './verdict.ts';

/** How the encoder gets at its source: as a stream, through a relay in which it can seek, or as a file. */
export interface Route {
  readonly recognised: RecognisedSource;
  /** As it was made, but that of an endless source has an end. */
  readonly request: TranscodeRequest;
  readonly input: EncoderInput;
  /** What its stdin is: bytes to be fed, a descriptor, or nothing where there is a relay. */
  readonly stdin: AsyncIterable<Buffer> | number | undefined;
  /** Seconds after which an endless source is ended; `undefined` for every other. */
  readonly streamLimit: number | undefined;
  /** Seconds of the source, where its own bytes tell; asked for once something of it has been read. */
  readonly duration: () => Promise<number | undefined>;
}

/** An index that does not come within so many bytes is as good as at the end. */
const INDEX_WITHIN = 65_536;

/** Where the index of an MP4 ends if it stands in front; `undefined` where it stands at the end. */
async function indexEndOf(audio: Peekable): Promise<number | undefined> {
  for (let bytes = 64; bytes <= INDEX_WITHIN; ) {
    const head = await audio.peek(bytes);
    const place = indexPlace(head);
    if (place === 'last') return undefined;
    if ('end' in place) return place.end;
    // Shorter than its own boxes: the demuxer will say what is wrong with it.
    if (head.length < bytes) return 0;
    bytes = place.needs;
  }
  return undefined;
}

function liveRoute(recognised: RecognisedSource, request: TranscodeRequest, deadline: number): Route {
  if (request.start > 0) {
    const message = 'must be 0 for a station: it has nothing but the present';
    throw refusal([{ field: 'start', message, value: request.start }]);
  }
  const onAir = secondsOnAir(deadline);
  const limit = streamLimit(request, onAir);
  return {
    recognised,
    request: { ...request, duration: limit * request.filters.speed },
    input: { container: recognised.container, from: 'pipe', seek: 0, cut: { start: 0 } },
    stdin: endingAfter(recognised.audio, onAir),
    streamLimit: limit,
    duration: async () => undefined,
  };
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
  request: TranscodeRequest,
  options: SessionOptions,
  stop: Stop,
  onFailure: (error: unknown) => void,
): Promise<Route> {
  void wipeSpools().catch(() => {});
  const recognised = await openRecognised(request, options, stop.signal);
  const { source, audio, container, tagBytes } = recognised;
  stop.onStop(source.close);
  if (source.live) return liveRoute(recognised, request, options.deadline);

  const finite = { recognised, request, streamLimit: undefined };
  const { seek, cut } = landing(container, request.start);
  const indexEnd = container === 'mov' ? await indexEndOf(audio) : 0;
  const mustSeek = indexEnd === undefined;
  if (source.seekable && (mustSeek || seek > 0)) {
    // All of the window: so its connection can be kept, and none of it is asked for twice.
    if (source.windowEnd !== undefined) await audio.peek(Math.max(0, source.windowEnd - tagBytes));
    const { duration } = timed(recognised, { seeking: true });
    const relay = await source.relay({ base: tagBytes, indexEnd: indexEnd ?? 0, head: audio.held(), onFailure });
    stop.onStop(relay.close);
    return { ...finite, input: { container, from: { url: relay.url }, seek, cut }, stdin: undefined, duration };
  }
  if (mustSeek) {
    const most = options.sourceLimits?.maxSpoolBytes ?? SOURCE_LIMITS.maxSpoolBytes;
    if ((source.length ?? 0) > most) throw tooLarge(most);
    const file = await spool(audio, most);
    stop.onStop(() => void file.close());
    return {
      ...finite,
      input: { container, from: 'file', seek, cut },
      stdin: file.fd,
      duration: async () => undefined,
    };
  }
  const { audio: watched, duration } = timed(recognised, { seeking: false });
  const landed = container === 'mp3' ? await landInMp3(recognised, request.start) : undefined;
  if (landed === 'past-end') throw startPastEnd(request);
  const input = { container, from: 'pipe', seek: 0, cut: landed?.cut ?? { start: request.start } } as const;
  return { ...finite, input, stdin: landed?.audio ?? watched, duration };
}
