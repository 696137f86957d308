import type { MpegHeader } from './header.ts';

/**
 * The info frame of an MP3: a frame without audio whose bytes tell of the others. Xing's and LAME's have no standard but
 * LAME's "Mp3 Info Tag revision 1" and ffmpeg's libavformat/mp3dec.c, which is followed here.
 */
export interface MpegInfo {
  readonly kind: 'Xing' | 'Info' | 'VBRI';
  /** Frames behind the info frame; `undefined` where it does not say. */
  readonly frames: number | undefined;
  /** Bytes from the info frame on, itself included; `undefined` where it does not say. */
  readonly bytes: number | undefined;
  /** Samples that the encoder put before and behind the audio; `undefined` without LAME's extension. */
  readonly delays: { readonly start: number; readonly end: number } | undefined;
}

export const FRAMES = 1;
export const BYTES = 2;
const TABLE = 4;
const QUALITY = 8;

/** Bytes of the table of contents (Xing's `XHEADGEN`). */
const TABLE_LENGTH = 100;

/** Bytes from LAME's version string to its delays: string 9, revision 1, lowpass 1, gains 8, flags 1, bitrate 1. */
export const DELAYS = 21;

/** Bytes of layer III's side information, behind which Xing's tag stands (ISO 11172-3, 2.4.1.7; 13818-3, 2.4.1.7). */
export const sideInformationLength = ({ low, mono }: Pick<MpegHeader, 'low' | 'mono'>): number =>
  low ? (mono ? 9 : 17) : mono ? 17 : 32;

/** What the frame at `offset` tells of the others, or `undefined` where it is not an info frame. */
export function mpegInfo(bytes: Buffer, offset: number, header: MpegHeader): MpegInfo | undefined {
  if (header.layer !== 3) return undefined;
  return xing(bytes, offset + 4 + sideInformationLength(header)) ?? vbri(bytes, offset + 4 + 32);
}

function xing(bytes: Buffer, offset: number): MpegInfo | undefined {
  const kind = bytes.toString('latin1', offset, offset + 4);
  if (kind !== 'Xing' && kind !== 'Info') return undefined;
  const flags = word(bytes, offset + 4);
  let at = offset + 8;
  const field = (flag: number, length: number): number => {
    if ((flags & flag) === 0) return 0;
    at += length;
    return word(bytes, at - length);
  };
  const frames = field(FRAMES, 4) || undefined;
  const size = field(BYTES, 4) || undefined;
  field(TABLE, TABLE_LENGTH);
  field(QUALITY, 4);
  return { kind, frames, bytes: size, delays: delays(bytes, at) };
}

function delays(bytes: Buffer, offset: number): MpegInfo['delays'] {
  // Lavc's and Lavf's tags count as LAME's for ffmpeg; nobody else's do.
  if (!['LAME', 'Lavf', 'Lavc'].includes(bytes.toString('latin1', offset, offset + 4))) return undefined;
  if (offset + DELAYS + 3 > bytes.length) return undefined;
  const both = bytes.readUIntBE(offset + DELAYS, 3);
  return { start: both >>> 12, end: both & 0xfff };
}

/** Fraunhofer's, which always stands 32 bytes behind the header; ffmpeg reads version 1 only. */
function vbri(bytes: Buffer, offset: number): MpegInfo | undefined {
  if (bytes.toString('latin1', offset, offset + 4) !== 'VBRI') return undefined;
  const known = bytes.length >= offset + 18 && bytes.readUInt16BE(offset + 4) === 1;
  const size = known ? word(bytes, offset + 10) || undefined : undefined;
  const frames = known ? word(bytes, offset + 14) || undefined : undefined;
  return { kind: 'VBRI', frames, bytes: size, delays: undefined };
}

const word = (bytes: Buffer, offset: number): number => (offset + 4 <= bytes.length ? bytes.readUInt32BE(offset) : 0);
