import { mpegHeader } from '../mpeg/header.ts';
import { DELAYS, sideInformationLength } from '../mpeg/info.ts';
import { ENCODER_DELAY } from '../mpeg/lame-length.ts';
import { DECODER_DELAY } from '../mpeg/layout.ts';
import { adtsHeader, BLOCK_SAMPLES } from '../source-coding/adts.ts';
import { says } from './bytes.ts';
import { type Counting, countedSplice, type Piece } from './counted.ts';
import type { Splice } from './splicing.ts';

/** Hz from which on a frame of MPEG layer III has two granules (ISO 13818-3, 2.4.2.1). */
const FULL_RATES = 32_000;

/** Bytes of an info frame's optional fields, by their flags: frames, bytes, table of contents, quality. */
const FIELDS = [4, 4, 100, 4];

/** Frames of one length with a header each: those of all legs have the same delay, so the same number means the same audio. */
function framed(
  sampleRate: number,
  frame: number,
  header: (pending: Uint8Array) => number | undefined,
  frameAt: (pending: Uint8Array, offset: number) => Piece | undefined,
  delays: NonNullable<Counting['delays']>,
): Splice {
  const pieceAt = (pending: Uint8Array, offset: number): Piece | undefined => {
    const piece = frameAt(pending, offset);
    return piece && offset + piece.length <= pending.length ? piece : undefined;
  };
  return countedSplice({
    ...{ sampleRate, frame: () => frame, header, pieceAt, delays },
    ...{ out: (piece) => piece, divisible: false },
  });
}

/** Samples that ffmpeg's encoder puts in front: a block (libavcodec/aacenc.c, `initial_padding`). */
const AAC_DELAY = BLOCK_SAMPLES;

/**
 * AAC in ADTS (ISO 14496-3, 1.A.2.2).
 *
 * @param delay - samples in front of the first leg's content, which ADTS does not tell
 */
export const adtsSplice = (sampleRate: number, delay = AAC_DELAY): Splice =>
  framed(
    sampleRate,
    BLOCK_SAMPLES,
    () => 0,
    (pending, offset) => {
      const found = adtsHeader(pending, offset);
      return found && { length: found.length, samples: found.blocks * BLOCK_SAMPLES };
    },
    () => ({ first: delay, next: AAC_DELAY }),
  );

/** An ID3v2 tag (id3.org, "ID3v2.4 Main Structure", 3.1); ours has no footer. */
function id3Length(bytes: Uint8Array): number | undefined {
  if (bytes.length < 10) return undefined;
  return says(bytes, 0, 'ID3') ? 10 + bytes.subarray(6, 10).reduce((sum, octet) => sum * 128 + octet, 0) : 0;
}

/** Samples in front of the content that libmp3lame makes. */
const LAME_DELAY = ENCODER_DELAY + DECODER_DELAY;

/**
 * MP3, of which only the first leg may have a bit reservoir: the others are asked for as `continued`. An info frame is no
 * audio; it tells how much stands in front of that, which in a copied stream is its own encoder's. Without one nobody
 * leaves anything out.
 */
export function mpegSplice(sampleRate: number): Splice {
  let first: number | undefined;
  const header = (pending: Uint8Array): number | undefined => {
    const id3 = id3Length(pending);
    if (id3 === undefined || pending.length < id3 + 4) return undefined;
    const found = mpegHeader(pending, id3);
    if (!found) return id3;
    if (pending.length < id3 + found.length) return undefined;
    const delay = infoDelay(pending, id3 + 4 + sideInformationLength(found));
    first ??= delay ?? 0;
    return delay === undefined ? id3 : id3 + found.length;
  };
  return framed(
    sampleRate,
    sampleRate < FULL_RATES ? 576 : 1152,
    header,
    (pending, offset) => {
      const found = mpegHeader(pending, offset);
      return found && { length: found.length, samples: found.samplesPerFrame };
    },
    () => ({ first: first ?? LAME_DELAY, next: LAME_DELAY }),
  );
}

/** What an info frame's tag says that a decoder leaves out in front; `undefined` where no tag stands (see `mpegInfo`). */
function infoDelay(bytes: Uint8Array, offset: number): number | undefined {
  if (!says(bytes, offset, 'Info') && !says(bytes, offset, 'Xing')) return undefined;
  const flags = bytes[offset + 7] ?? 0;
  const fields = FIELDS.reduce((sum, length, bit) => sum + (flags & (1 << bit) ? length : 0), 0);
  const at = offset + 8 + fields + DELAYS;
  return ((bytes[at] ?? 0) << 4) + ((bytes[at + 1] ?? 0) >> 4) + DECODER_DELAY;
}
