import { DRIFT, frameCount, frameOffset } from './constant.ts';
import { mpegHeader, mpegSync } from './header.ts';
import { mpegInfo } from './info.ts';
import type { MpegLayout } from './layout.ts';

/** Where to begin to read an MP3 of constant bitrate, so that decoding gives what a decode of all of it would. */
export interface MpegLanding {
  /** Bytes before the first to read: a few before a frame's header, which ffmpeg then finds. */
  readonly offset: number;
  /** Samples to cut off the decoder's output, at the source's rate. */
  readonly skipSamples: number;
  /** Samples that ffmpeg gives behind those when it reads all of the source from a pipe. */
  readonly samples: number;
}

/** Seconds that are read through and not jumped over: another request to the source takes about as long. */
const WORTHWHILE = 20;

/** Bytes that `main_data_begin` can point back (ISO 11172-3, 2.4.1.7: 9 bits; ISO 13818-3, 2.4.1.7: 8 bits). */
const RESERVOIR = 511;
const LOW_RESERVOIR = 255;

/**
 * Frames that decode wrongly though their bytes are all there: one for the overlap of the transform, which is a granule
 * (ISO 11172-3, 2.4.3.4.10.3), and one for the filter bank's 512 samples (2.4.3.2.2).
 */
const SETTLING = 2;
/** Some frames more cost nothing: at 128 kbit/s ten are 4 KB. */
const LEAST_PREROLL = 10;
/** Frames that ffmpeg may pass over before it takes one for the first. */
const PASSED = 2;

/** The sample that `atrim=start=` begins with: it reads whole microseconds, and rounds (libavutil/parseutils.c). */
const firstSample = (seconds: number, sampleRate: number): number =>
  Math.round((Math.floor(Number((seconds * 1e6).toFixed(3))) * sampleRate) / 1e6);

/**
 * Where to begin so that decoding gives, sample for sample, what a decode of the whole file gives from `start` on.
 *
 * The decoder gives a frame its samples even where its reservoir is missing (`mp_decode_layer3` in ffmpeg's
 * libavcodec/mpegaudiodec_template.c leaves such a granule silent), so that samples can be counted from the frame found.
 *
 * @param length - bytes from the head's first to the end of the audio, without trailing tags
 * @param start - seconds
 * @returns `'past-end'` where nothing is left at `start`, `undefined` where the source must be read through
 */
export function mpegLanding(layout: MpegLayout, length: number, start: number): MpegLanding | 'past-end' | undefined {
  if (layout.layer !== 3 || layout.variable !== false || !(start >= 0)) return undefined;
  const frames = frameCount(layout, length);
  if (frames === undefined || (layout.frames !== undefined && layout.frames !== frames)) return undefined;
  const { sampleRate, samplesPerFrame, skip, padding } = layout;
  const sample = firstSample(start, sampleRate) + skip;
  const samples = frames * samplesPerFrame - padding - sample;
  if (samples <= 0) return 'past-end';
  const frame = Math.floor(sample / samplesPerFrame) - preroll(layout) - PASSED;
  if (frame <= 0 || start < WORTHWHILE) return undefined;
  return { offset: frameOffset(layout, frame) - DRIFT, skipSamples: sample - frame * samplesPerFrame, samples };
}

function preroll({ mainData, sampleRate }: MpegLayout): number {
  // MPEG-1 begins at 32 kHz, and MPEG-2 ends at 24 kHz.
  const reservoir = sampleRate < 32_000 ? LOW_RESERVOIR : RESERVOIR;
  return Math.max(LEAST_PREROLL, Math.ceil(reservoir / Math.max(1, mainData)) + SETTLING);
}

/**
 * The landing on the header that ffmpeg finds, which is the first with another of its kind behind its frame. That is not
 * always the one that was meant: in front of it, bytes may look like a header, or its mode may differ from the next one's.
 *
 * @param bytes - what the source has from `landing.offset` on; 4 KiB are enough
 * @returns `undefined` where the bytes are not frames of this layout where its bitrate puts them
 */
export function confirmedLanding(layout: MpegLayout, landing: MpegLanding, bytes: Buffer): MpegLanding | undefined {
  const found = mpegSync(bytes, 0);
  if (found === undefined || !isChain(layout, bytes, found)) return undefined;
  const step = frameOffset(layout, 1) - layout.firstFrame;
  const passed = Math.round((found - DRIFT) / step);
  const drift = found - DRIFT - (frameOffset(layout, passed) - layout.firstFrame);
  // The fraction of a byte at the landing is not that of the first frame: one more either way.
  if (Math.abs(drift) > DRIFT + 1) return undefined;
  const skipSamples = landing.skipSamples - passed * layout.samplesPerFrame;
  if (skipSamples < preroll(layout) * layout.samplesPerFrame) return undefined;
  return { ...landing, offset: landing.offset + found, skipSamples };
}

/** Whether nothing but frames of the layout with audio stands from `offset` on. */
function isChain({ kbps, sampleRate, layer }: MpegLayout, bytes: Buffer, offset: number): boolean {
  for (let at = offset; at + 4 <= bytes.length; ) {
    const header = mpegHeader(bytes, at);
    if (header?.kbps !== kbps || header.sampleRate !== sampleRate || header.layer !== layer) return false;
    if (mpegInfo(bytes, at, header)) return false;
    at += header.length;
  }
  return true;
}
