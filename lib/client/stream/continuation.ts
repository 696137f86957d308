import type { Metadata } from '../metadata.ts';
import type { SentRequest } from './leg.ts';

/** The times of an answer that decide where it can be gone on with. All in seconds; content time is behind `speed`. */
export interface Timeline {
  /** Seconds of the source in a second of the answer. */
  readonly speed: number;
  /** Of source time, where the answer begins. */
  readonly start: number;
  /** Of source time that was asked for; absent: to the end. */
  readonly duration: number | undefined;
  readonly fadeIn: number;
  readonly fadeOut: number;
  /** Of content time, where that is known. */
  readonly length: number | undefined;
}

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The filters of a request under either of their names. */
export const filtersOf = ({ filters, audio_filters }: SentRequest): Readonly<Record<string, unknown>> => {
  const given = filters ?? audio_filters;
  return typeof given === 'object' && given !== null ? { ...given } : {};
};

export function timelineOf(request: SentRequest, { contentDuration }: Metadata): Timeline {
  const speed = number(filtersOf(request).speed) ?? 1;
  const duration = number(request.duration);
  return {
    ...{ speed, duration, start: number(request.start) ?? 0 },
    ...{ fadeIn: number(request.fade_in) ?? 0, fadeOut: number(request.fade_out) ?? 0 },
    length: contentDuration ?? (duration === undefined ? undefined : duration / speed),
  };
}

/**
 * How far in front of `position` a successor begins at least: as long as it takes to settle; and where a fade would be cut in
 * two, from the fade's own beginning, for a fade cannot be joined in its middle.
 */
export function prerollFor(position: number, settling: number, { fadeIn, fadeOut, length }: Timeline): number {
  if (position - settling < fadeIn) return position;
  const fadeOutFrom = fadeOut > 0 && length !== undefined ? length - fadeOut : Number.POSITIVE_INFINITY;
  return Math.max(settling, position - fadeOutFrom);
}

/**
 * The request for what follows from `at` on.
 *
 * @param at - seconds of content time
 */
export function continuing(
  request: SentRequest,
  at: number,
  { metadata, timeline }: { metadata: Metadata; timeline: Timeline },
): SentRequest {
  const { speed, start, duration } = timeline;
  const done = at * speed;
  return {
    ...request,
    // Where a station is now is where it goes on.
    start: metadata.live ? start : start + done,
    ...(duration === undefined ? {} : { duration: duration - done }),
    ...(at > 0 ? { fade_in: 0 } : {}),
    // What has been heard settles these, however they came about.
    ...(metadata.sampleRate === undefined ? {} : { sample_rate: metadata.sampleRate }),
    ...(metadata.channels === undefined ? {} : { channels: metadata.channels }),
    continued: true,
  };
}
