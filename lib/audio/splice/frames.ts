import { mpegHeader } from '../mpeg/header.ts';
import { adtsHeader, BLOCK_SAMPLES } from '../source-coding/adts.ts';
import { says } from './bytes.ts';
import { countedSplice, type Piece } from './counted.ts';
import type { Splice } from './splice.ts';

/** Hz from which on a frame of MPEG layer III has two granules (ISO 13818-3, 2.4.2.1). */
const FULL_RATES = 32_000;

/** Frames of one length with a header each: those of all legs have the same delay, so the same number means the same audio. */
function framed(
  sampleRate: number,
  frame: number,
  header: (pending: Uint8Array) => number | undefined,
  frameAt: (pending: Uint8Array, offset: number) => Piece | undefined,
): Splice {
  const pieceAt = (pending: Uint8Array, offset: number): Piece | undefined => {
    const piece = frameAt(pending, offset);
    return piece && offset + piece.length <= pending.length ? piece : undefined;
  };
  return countedSplice({ sampleRate, frame: () => frame, header, pieceAt, out: (piece) => piece, divisible: false });
}

/** AAC in ADTS (ISO 14496-3, 1.A.2.2). */
export const adtsSplice = (sampleRate: number): Splice =>
  framed(
    sampleRate,
    BLOCK_SAMPLES,
    () => 0,
    (pending, offset) => {
      const found = adtsHeader(pending, offset);
      return found && { length: found.length, samples: found.blocks * BLOCK_SAMPLES };
    },
  );

/** An ID3v2 tag (id3.org, "ID3v2.4 Main Structure", 3.1); ours has no footer. */
function id3Length(bytes: Uint8Array): number | undefined {
  if (bytes.length < 10) return undefined;
  return says(bytes, 0, 'ID3') ? 10 + bytes.subarray(6, 10).reduce((sum, octet) => sum * 128 + octet, 0) : 0;
}

/** MP3, of which only the first leg may have a bit reservoir: the others are asked for as `continued`. */
export const mpegSplice = (sampleRate: number): Splice =>
  framed(sampleRate, sampleRate < FULL_RATES ? 576 : 1152, id3Length, (pending, offset) => {
    const found = mpegHeader(pending, offset);
    return found && { length: found.length, samples: found.samplesPerFrame };
  });
