import { type MpegHeader, mpegHeader, mpegSync } from './header.ts';
import { type MpegInfo, mpegInfo, sideInformationLength } from './info.ts';

/** How an MPEG audio stream is laid out, as ffmpeg's mp3 demuxer reads it. */
export interface MpegLayout {
  readonly layer: 1 | 2 | 3;
  /** Hz. */
  readonly sampleRate: number;
  readonly samplesPerFrame: number;
  /** kbit/s of the first frame with audio, and of all of them where `variable` is false. */
  readonly kbps: number;
  /** Bytes before the first frame that is decoded. */
  readonly firstFrame: number;
  /** Bytes of a frame that can hold audio, at least: what header, CRC and side information leave of it. */
  readonly mainData: number;
  /** Whether the frames' bitrates differ; `undefined` where the beginning does not tell. */
  readonly variable: boolean | undefined;
  /** Frames from `firstFrame` on, as the info frame counts them. */
  readonly frames: number | undefined;
  /** Bytes from `firstFrame` on, as the info frame counts them. */
  readonly bytes: number | undefined;
  /** Samples that ffmpeg drops at the start. */
  readonly skip: number;
  /** Samples that it drops at the end, see {@link withoutByteCount}. */
  readonly padding: number;
}

/** Samples by which layer III's decoder is late: 528 of the filter bank and 1 (LAME's `DECDELAY`, mp3dec.c's 528 + 1). */
export const DECODER_DELAY = 529;

/**
 * The layout of an MPEG audio stream.
 *
 * ffmpeg 7.1.5 looks for an info frame in the very first bytes only, and decodes one behind junk as if it were audio
 * (`mp3_parse_info_tag` in libavformat/mp3dec.c).
 *
 * @param head - the stream's first bytes without ID3v2 tags; 64 KiB, or all there are
 * @returns `undefined` where `head` holds no two frames in a row
 */
export function mpegLayout(head: Buffer): MpegLayout | undefined {
  const leading = mpegHeader(head, 0);
  const info = leading && mpegInfo(head, 0, leading);
  // One that tells neither frames nor bytes is decoded like any other frame.
  const behind = leading && info && (info.frames || info.bytes) ? leading.length : 0;
  const firstFrame = mpegSync(head, behind);
  const header = firstFrame === undefined ? undefined : mpegHeader(head, firstFrame);
  if (firstFrame === undefined || !header) return undefined;
  const { layer, sampleRate, samplesPerFrame, kbps, length } = header;
  const late = behind === 0 && firstFrame > 0 ? mpegInfo(head, firstFrame, header) : undefined;
  const end = info?.frames ? Math.max(0, (info.delays?.end ?? 0) - DECODER_DELAY) : 0;
  return {
    ...{ layer, sampleRate, samplesPerFrame, kbps, firstFrame },
    mainData: length - 4 - 2 - sideInformationLength(header),
    variable: isVariable(info ?? late, head, firstFrame, header),
    frames: info?.frames,
    bytes: info?.bytes === undefined ? undefined : Math.max(0, info.bytes - firstFrame),
    skip: info?.delays ? info.delays.start + DECODER_DELAY : 0,
    padding: end,
  };
}

function isVariable(info: MpegInfo | undefined, head: Buffer, from: number, first: MpegHeader): boolean | undefined {
  if (info?.kind === 'Xing' || info?.kind === 'VBRI') return true;
  let offset = from;
  for (let header: MpegHeader | undefined = first; header; header = mpegHeader(head, offset)) {
    if (header.kbps !== first.kbps) return true;
    offset += header.length;
  }
  return info ? false : undefined;
}
