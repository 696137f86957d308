import type { Row, RowOptions } from './row.ts';
import { type Answer, decent, ETAG, onRequest } from './wire.ts';

/** Its index stands at its end; the same samples as the file with its index in front, which any server can serve. */
export const M4A: RowOptions = { media: 'm4a-moov-last', like: 'm4a' };
export const waiting: RowOptions = { ...M4A, waits: 10 };

export const good = decent(ETAG);

/** From the second request on, that is where something jumps, the server shows what it is. */
export const later = (then: Answer, first: Answer = good): Row['server'] =>
  onRequest((socket, asked, scene) => (asked.before === 0 ? first : then)(socket, asked, scene));

export const once =
  (then: Answer): Answer =>
  (socket, asked, scene) =>
    (asked.before === 1 ? then : good)(socket, asked, scene);
