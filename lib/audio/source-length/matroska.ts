import { elements, float, ID, integer } from '../matroska/elements.ts';
import { audioTrack, findIn } from '../matroska/track.ts';

/** Nanoseconds of a timestamp's unit, unless the file says otherwise (RFC 9559, 5.1.2.9). */
const SCALE = 1_000_000;

/**
 * Seconds of a Matroska or WebM file of one track, to about a millisecond: its times are rounded to one, and a gap between
 * its blocks is counted, of which a decode has nothing. So it is no promise.
 *
 * @returns `undefined` of a film, which may be longer than its audio, and of a stream, whose writer did not know
 */
export function matroskaDurationHint(head: Buffer): number | undefined {
  const track = audioTrack(head);
  if (!track?.isAlone) return undefined;
  const told = integer(head, findIn(head, ID.INFO, ID.TIMESTAMP_SCALE));
  const scale = (Number.isNaN(told) ? SCALE : told) / 1e9;
  const hint = (float(head, findIn(head, ID.INFO, ID.DURATION)) - firstTimestamp(head)) * scale - track.delay;
  return hint > 0 && Number.isFinite(hint) ? hint : undefined;
}

/** That of the first cluster; 0 where it is not to be seen. */
function firstTimestamp(head: Buffer): number {
  const cluster = findIn(head, ID.CLUSTER);
  if (!cluster) return 0;
  for (const element of elements(head, cluster.start, cluster.end)) {
    if (element.id === ID.TIMESTAMP) return integer(head, element) || 0;
  }
  return 0;
}
