import { opusSamples } from '../source-length/ogg-codec.ts';
import { joined, NOTHING } from './bytes.ts';
import { type Page, pageAt, pageBytes } from './page.ts';
import type { Splice } from './splicing.ts';

/** RFC 7845, section 4: granules count in 48 kHz whatever was coded. */
const RATE = 48_000;
/** Samples of the packets that we ask for. */
const FRAME = 960;
/** OpusHead and OpusTags have a page each (RFC 7845, section 3). */
const HEADERS = 2;
/** Of `pre-skip` in OpusHead (RFC 7845, section 5.1). */
const PRE_SKIP_AT = 10;

/**
 * Opus in Ogg: one logical stream, whose pages are counted on and whose granules run on.
 *
 * @param nextPreSkip - of the legs to come, where it is not that of the first
 */
export function opusSplice(nextPreSkip?: number): Splice {
  let pending: Uint8Array = NOTHING;
  let headersLeft = HEADERS;
  let isFirst = true;
  let serial = 0;
  let sequence = 0;
  /** Samples of all packets that have been given out, pre-skip included. */
  let given = 0;
  /** Samples of all packets in front of the next one of this leg. */
  let reached = 0;
  /** What this leg's granules are short of. */
  let offset = 0;
  let preSkip = 0;
  /** The last page of this leg, where it says so: only the end of all is an end. */
  let last: Page | undefined;

  /** What the first leg has in front of its audio, and the others have not. */
  const shift = (): number => (nextPreSkip === undefined ? 0 : preSkip - nextPreSkip);

  const written = (page: Page, endOfStream: boolean): Uint8Array => {
    const flags = (page.flags & ~4) | (endOfStream ? 4 : 0);
    const bytes = pageBytes({ ...page, flags, serial, sequence });
    sequence += 1;
    return bytes;
  };
  const flushed = (endOfStream: boolean): Uint8Array => {
    if (!last) return NOTHING;
    const page = last;
    last = undefined;
    return written(page, endOfStream);
  };

  const header = (page: Page): Uint8Array => {
    if (headersLeft === HEADERS) {
      const skip = (page.body[PRE_SKIP_AT] ?? 0) | ((page.body[PRE_SKIP_AT + 1] ?? 0) << 8);
      if (isFirst) {
        serial = page.serial;
        preSkip = skip;
      }
    }
    headersLeft -= 1;
    return isFirst ? written(page, false) : NOTHING;
  };

  const audio = (page: Page): Uint8Array => {
    // A packet never leaves its page half: our muxer ends each page with a packet.
    let drop = 0;
    for (const packet of page.packets) {
      if (reached >= given) break;
      reached += opusSamples(packet);
      drop += 1;
    }
    const packets = page.packets.slice(drop);
    if (packets.length === 0) {
      if (page.flags & 4) last = undefined;
      ended = (page.flags & 4) !== 0 || ended;
      return NOTHING;
    }
    for (const packet of packets) reached += opusSamples(packet);
    given = reached;
    const moved = { ...page, packets, granule: page.granule + BigInt(offset) };
    if ((page.flags & 4) === 0) return written(moved, false);
    ended = true;
    last = moved;
    return NOTHING;
  };
  let ended = false;

  return {
    get position() {
      return Math.max(0, given - preSkip) / RATE;
    },
    // The border of a frame of the new leg lies on `given` where it begins a whole number of frames before it.
    resumeAt: (preroll) => {
      const frames = Math.min(Math.ceil((preroll * RATE + preSkip) / FRAME), Math.floor((given - shift()) / FRAME));
      return Math.max(0, given - Math.max(0, frames) * FRAME - shift()) / RATE;
    },
    begin: (at) => {
      pending = NOTHING;
      headersLeft = HEADERS;
      isFirst = false;
      ended = false;
      offset = at === undefined ? given : Math.round(at * RATE) + shift();
      reached = offset;
    },
    push: (chunk) => {
      pending = joined(pending.length === 0 ? [chunk] : [pending, chunk]);
      const parts: Uint8Array[] = [];
      let read = 0;
      for (let page = pageAt(pending, read); page; page = pageAt(pending, read)) {
        read += page.length;
        if (headersLeft === 0) parts.push(flushed(false));
        parts.push(headersLeft > 0 ? header(page) : audio(page));
      }
      pending = pending.slice(read);
      return joined(parts.filter(({ length }) => length > 0));
    },
    marked: () => ended,
    finish: () => flushed(true),
  };
}
