import { opusSamples } from '../source-length/ogg-codec.ts';
import { sourcePage } from '../source-length/ogg-page.ts';
import type { CopiedAudio } from './frames.ts';

/** OpusHead and OpusTags come in pages of their own, whose granule is 0 (RFC 7845, section 3). */
const HEADERS = 2;
/** RFC 7845, section 4. */
const OPUS_RATE = 48_000;

/** Counts what the packets of an Opus stream in Ogg last, where its pages say how much time has passed. */
export function copiedPackets(): CopiedAudio {
  let pending: Buffer = Buffer.alloc(0);
  let pages = 0;
  let samples = 0;
  return {
    push: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (let page = sourcePage(pending, 0); page; page = sourcePage(pending, 0)) {
        const { packets, continued, next } = page;
        const bytes = pending;
        // A packet that goes on from the page before was not whole there, so its first byte is gone: it counts as its neighbour does.
        const own = packets.length > 1 && continued ? packets.slice(1) : packets;
        const sum = own.reduce((all, at) => all + opusSamples(bytes.subarray(at, at + 2)), 0);
        pages += 1;
        if (pages > HEADERS && own.length > 0) samples += (sum / own.length) * packets.length;
        pending = pending.subarray(next);
      }
      return chunk;
    },
    seconds: () => samples / OPUS_RATE,
    changedTo: () => undefined,
  };
}
