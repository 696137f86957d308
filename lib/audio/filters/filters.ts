import type { TranscodeRequest } from '../../contract/request.ts';
import { contentDuration, soundDuration } from '../duration.ts';
import type { Cut } from '../input.ts';
import { held, inside } from './chain-rate.ts';
import { custom } from './custom.ts';
import { decimal } from './decimal.ts';
import { equaliser } from './equaliser.ts';
import { fades } from './fades.ts';
import { boostLimiter } from './limiter.ts';
import { loudness } from './loudness.ts';
import { tempo } from './tempo.ts';
import { trim } from './trim.ts';

/**
 * The filters of a request in the contract's order: custom, equaliser, pitch and speed, volume, loudness, fades. Nothing is in the
 * chain that would change nothing, but the counting of samples.
 *
 * @param cut - what is kept of the decoded source, where that is not simply what the request says
 * @param sourceDuration - seconds of the whole source, where known exactly before it is encoded: then a change of speed ends
 *   to the sample, and `fade_out` ends where the source does, also without a `duration` or with one that reaches past it
 * @param untimed - the source is a stream of frames without time stamps
 * @param bounds - what keeps a source's samples within reason, where it may hold others
 * @returns the argument of `-af`
 */
export function filterChain(
  request: TranscodeRequest,
  cut: Cut = { start: request.start },
  sourceDuration?: number,
  untimed = false,
  bounds: readonly string[] = [],
): string {
  const { duration, filters } = request;
  const known = contentDuration(request, sourceDuration);
  const atRate = [...equaliser(filters), ...tempo(filters, soundDuration(request, known))];
  const effects = [
    ...atRate,
    ...(atRate.length > 0 ? held(request) : []),
    ...(filters.volume === 1 ? [] : [`volume=${decimal(filters.volume)}`]),
    ...loudness(request),
    ...boostLimiter(request),
    ...fades(request, known ?? (duration === undefined ? undefined : duration / filters.speed)),
  ];
  return [
    ...trim(cut, duration, untimed),
    ...bounds,
    ...custom(filters),
    ...(effects.length > 0 ? [inside(request), ...effects] : []),
  ].join(',');
}
