import { adtsFrameLength } from './adts.ts';
import { mpegHeader } from './mpeg/header.ts';

/** Where the first whole frame of a stream begins that was joined in the middle of one. */
export interface FrameSync {
  readonly container: 'mp3' | 'aac';
  /** Bytes in front of it. */
  readonly offset: number;
}

/** Headers that follow one another where each says: two may be by chance, in the bits of another frame. */
const ENOUGH_HEADERS = 3;

/** Bytes of an ADTS header without a CRC, and of the longest frame (ISO 14496-3, 1.A.2.2.1: `aac_frame_length` has 13 bits). */
const ADTS_HEADER = 7;
const LONGEST_ADTS = 8191;

/**
 * Bytes in which a stream has shown where its frames are: the rest of one, two whole ones and a header. MPEG's longest frame
 * is shorter than ADTS's: 2881 bytes, of layer II at 160 kbit/s and 8 kHz with padding (ISO 13818-3, 2.4.3.1).
 */
export const SYNC_WITHIN = ENOUGH_HEADERS * LONGEST_ADTS + ADTS_HEADER;

/** A frame's length, and what its header has in common with the next. */
interface Frame {
  readonly length: number;
  readonly shared: number;
}

const mpegFrame = (bytes: Buffer, offset: number): Frame | undefined => mpegHeader(bytes, offset);

/** The `adts_fixed_header`, 28 bits, does not change from frame to frame (ISO 14496-3, 1.A.3.2.1). */
function adtsFrame(bytes: Buffer, offset: number): Frame | undefined {
  const length = adtsFrameLength(bytes, offset);
  if (length === undefined || length < ADTS_HEADER) return undefined;
  const shared = bytes.readUInt32BE(offset) >>> 4;
  // Sampling frequency indices from 13 on are reserved, or an escape that ADTS has no room for (1.6.3.4).
  return ((shared >>> 6) & 0x0f) < 13 ? { length, shared } : undefined;
}

function isChain(read: typeof mpegFrame, bytes: Buffer, offset: number, enough = ENOUGH_HEADERS): boolean {
  const first = read(bytes, offset);
  let next = first;
  let at = offset;
  for (let headers = 1; next && headers < enough; headers++) {
    at += next.length;
    next = read(bytes, at);
    if (next?.shared !== first?.shared) return false;
  }
  return next !== undefined;
}

/** Whether a stream begins with two frames, or as much of the second as its header. */
export const beginsWithFrames = (bytes: Buffer): boolean =>
  isChain(mpegFrame, bytes, 0, 2) || isChain(adtsFrame, bytes, 0, 2);

/**
 * Finds the frames of MP3 or ADTS in a stream that does not begin with one: a range of a file, a station that lets in its
 * listeners anywhere, a file with something in front.
 *
 * @param bytes - the stream's first, without ID3v2 tags
 * @returns `undefined` where no {@link ENOUGH_HEADERS} headers in a row are there
 */
export function frameSync(bytes: Buffer): FrameSync | undefined {
  for (let offset = bytes.indexOf(0xff); offset >= 0; offset = bytes.indexOf(0xff, offset + 1)) {
    if (isChain(mpegFrame, bytes, offset)) return { container: 'mp3', offset };
    if (isChain(adtsFrame, bytes, offset)) return { container: 'aac', offset };
  }
  return undefined;
}
