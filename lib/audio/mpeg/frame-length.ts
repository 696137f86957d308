/** MPEG audio frame headers (ISO 11172-3, 2.4.2.3, and 13818-3): enough of them to find where a frame ends. */

/** kbit/s by bitrate index; rows: MPEG-1 layers I, II, III, then MPEG-2 and 2.5 layer I, and layers II and III. */
const BITRATES = {
  v1l1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l23: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Hz by sampling frequency index, of MPEG-1; halved for MPEG-2 and quartered for 2.5. */
const SAMPLE_RATES = [44100, 48000, 32000] as const;

/**
 * Bytes of the MPEG audio frame that begins at `bytes[0]`, or `undefined` where none does. A free-format frame, whose
 * header does not tell its length, counts as none.
 */
export function mpegFrameLength(bytes: Buffer): number | undefined {
  const [first, second = 0, third = 0] = bytes;
  if (bytes.length < 4 || first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const version = (second >> 3) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5, 1: reserved
  const layer = 4 - ((second >> 1) & 3); // 4: reserved, which is also ADTS's
  const base = SAMPLE_RATES[(third >> 2) & 3];
  if (version === 1 || layer === 4 || base === undefined) return undefined;

  const mpeg1 = version === 3;
  const column = mpeg1 ? (['v1l1', 'v1l2', 'v1l3'] as const)[layer - 1] : layer === 1 ? 'v2l1' : 'v2l23';
  const kbps = column && BITRATES[column][third >> 4];
  if (!kbps) return undefined;

  const sampleRate = mpeg1 ? base : version === 2 ? base / 2 : base / 4;
  const padding = (third >> 1) & 1;
  if (layer === 1) return (Math.floor((12_000 * kbps) / sampleRate) + padding) * 4;
  const bytesPerKbit = layer === 3 && !mpeg1 ? 72_000 : 144_000;
  return Math.floor((bytesPerKbit * kbps) / sampleRate) + padding;
}
