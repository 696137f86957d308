import type { TranscodeRequest } from '../contract/request.ts';
import { lightened, sourceSeconds } from '../contract/weight.ts';
import type { Caps } from './cap.ts';

/** A request as it is granted, or why it is not. */
export type Granted =
  | { readonly ok: true; readonly request: TranscodeRequest }
  | { readonly ok: false; readonly reason: string };

const refused = (reason: string): Granted => ({ ok: false, reason });

/**
 * A request held to what a signature grants: no other format and no higher bitrate than it names; and where the caller
 * has not asked for less, no more than its duration, of the answer as well as of what is read for it.
 */
export function granted(request: TranscodeRequest, { duration, bitrate, formats }: Caps): Granted {
  if (formats && !formats.includes(request.output_format)) {
    return refused(`The signature allows these formats only: ${formats.join(', ')}.`);
  }
  const light = bitrate === undefined ? request : lightened(request, bitrate);
  if (!light) return refused(`The signature allows ${bitrate} kbit/s at most.`);
  if (duration === undefined) return { ok: true, request: light };
  const most = sourceSeconds(duration, Math.min(1, request.filters.speed));
  if (request.duration !== undefined && request.duration > most) {
    const slowed = most < duration ? `, which are ${most} s of the source at this speed` : '';
    return refused(`The signature allows ${duration} s at most${slowed}.`);
  }
  return { ok: true, request: { ...light, duration: request.duration ?? most } };
}
