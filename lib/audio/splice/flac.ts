import { crc8, type FlacFrame, flacFrame } from '../source-coding/flac-frames.ts';
import { joined } from './bytes.ts';
import { countedSplice, type Piece } from './counted.ts';
import { codedNumber } from './flac-number.ts';
import type { Splice } from './splicing.ts';

/** Bytes of a frame's own checksum, its last (RFC 9639, section 9.3). */
const CRC_BYTES = 2;
/** Samples of a frame, should none have been seen: those of ffmpeg at most rates. */
const USUAL_BLOCK = 4096;

/** Polynomial x¹⁶ + x¹⁵ + x² + 1 (RFC 9639, section 9.3). */
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : crc << 1;
  return crc;
});

const step = (crc: number, byte: number): number => ((crc << 8) & 0xffff) ^ (CRC_TABLE[(crc >> 8) ^ byte] ?? 0);

/** `fLaC`, then metadata blocks up to the one whose first bit says that it is the last (RFC 9639, section 8). */
function nativeHeader(bytes: Uint8Array): number | undefined {
  let offset = 4;
  while (bytes.length >= offset + 4) {
    const [first = 0, high = 0, middle = 0, low = 0] = bytes.subarray(offset, offset + 4);
    offset += 4 + high * 65_536 + middle * 256 + low;
    if (first >= 0x80) return offset;
  }
  return undefined;
}

/**
 * Where the frame at `offset` ends: where its checksum holds and either the header of its successor stands, or everything
 * ends that has arrived. The latter proves less: of 65,536 chunks that end within a frame, one looks as if it ended there.
 */
function frameEnd(bytes: Uint8Array, offset: number, { header, number, samples }: FlacFrame): Piece | undefined {
  let crc = 0;
  const least = offset + header + CRC_BYTES;
  for (let at = offset; at < bytes.length; at++) {
    // A frame with its checksum behind it leaves 0.
    if (at >= least && crc === 0 && bytes[at] === 0xff && flacFrame(bytes, at)?.number === number + 1)
      return { length: at - offset, samples };
    crc = step(crc, bytes[at] ?? 0);
  }
  return crc === 0 && bytes.length >= least ? { length: bytes.length - offset, samples, unproven: true } : undefined;
}

/** A frame under another number, with the checksums that follow from that. */
function renumbered(frame: Uint8Array, number: number): Uint8Array {
  const found = flacFrame(frame, 0);
  if (!found || found.number === number) return frame;
  const { numberFrom, numberEnd, header } = found;
  const head = joined([
    frame.subarray(0, numberFrom),
    Uint8Array.from(codedNumber(number)),
    frame.subarray(numberEnd, header - 1),
  ]);
  const body = joined([head, Uint8Array.of(crc8(head)), frame.subarray(header, frame.length - CRC_BYTES)]);
  const crc = body.reduce(step, 0);
  return joined([body, Uint8Array.of(crc >> 8, crc & 0xff)]);
}

/** Native FLAC of frames of one size, as ffmpeg writes it: their numbers run on. */
export function flacSplice(sampleRate: number): Splice {
  let block = USUAL_BLOCK;
  return countedSplice({
    sampleRate,
    frame: () => block,
    header: nativeHeader,
    pieceAt: (pending, offset) => {
      const found = flacFrame(pending, offset);
      // The last frame of a stream is shorter than the others.
      if (found?.number === 0) block = found.samples;
      return found && frameEnd(pending, offset, found);
    },
    out: (piece, before) => renumbered(piece, Math.round(before / block)),
    divisible: false,
  });
}
