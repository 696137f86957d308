/** How a source's audio is coded, as far as its first bytes tell. */
export interface SourceCoding {
  /** ffmpeg's own name of the codec, as its banner has it: `mp3`, `aac`, `pcm_s16le`. */
  readonly codec: string;
  /** Hz that a decoder gives. Of AAC see {@link mayHideReplication}. */
  readonly sampleRate: number;
  /** Channels that a decoder gives. */
  readonly channels: number;
  /**
   * kbit/s on average, where it can be told, never of a lossless codec; at most, of
   * Vorbis whose length is not known, and of Matroska, whose own bytes are counted in (5 to 6 % at 96 kbit/s).
   */
  readonly bitrate?: number;
  readonly lossy: boolean;
  /**
   * Whether `ffmpeg -c:a copy` into the output of the same codec gives a right stream: its frames were seen to be whole
   * and alike, and the output's container can hold them as they are.
   */
  readonly copyable: boolean;
  /**
   * Samples in front that a decoder of the source drops, because an info frame or an edit list says so, and one of a copy
   * does not; absent where there are none.
   */
  readonly delay?: number;
  /** Milliseconds of the longest packet that was seen, of Opus only: other codecs have no choice. */
  readonly packetMs?: number;
}

/** What is known of a source that has no coding yet. */
export interface CodedBytes {
  /** Its first bytes without ID3v2 tags; of an MP4, up to the end of its index. */
  readonly head: Buffer;
  /** Bytes of all of it, from `head`'s first on. */
  readonly length: number | undefined;
  /** Seconds of all of it, exactly. */
  readonly duration: number | undefined;
}

/** Frames that have to be alike before a stream is taken for what it says: two may be by chance. */
export const ENOUGH_FRAMES = 3;

/** Codecs of which a decoder gives back what went in; PCM beside them, but not its logarithmic forms. */
const LOSSLESS: ReadonlySet<string> = new Set(['flac', 'alac', 'wmalossless', 'truehd', 'wavpack', 'tta']);
const LOGARITHMIC: ReadonlySet<string> = new Set(['pcm_alaw', 'pcm_mulaw']);

/** The names of PCM that ffmpeg has, among all that a header's bits and orders could make. */
const PCM = /^pcm_(u8|s8|alaw|mulaw|s(16|24|32|64)[bl]e|f(32|64)[bl]e)$/;

const isLossy = (codec: string): boolean =>
  !LOSSLESS.has(codec) && (!codec.startsWith('pcm_') || LOGARITHMIC.has(codec));

/**
 * Spectral band replication doubles the rate that a decoder gives, and HE-AAC's parametric stereo its one channel, without
 * any header that says so (ISO 14496-3, 1.6.5.2, "implicit signalling"): only the decoded frames tell. It is made of cores
 * up to 24 kHz; at those, what is told of AAC is the core's rate, and nobody may rely on it.
 */
export const mayHideReplication = (coreRate: number): boolean => coreRate <= 24_000;

/** kbit/s of so many bytes in so many seconds; NaN where either is not known. */
export const averageRate = (bytes: number | undefined, seconds: number | undefined): number =>
  ((bytes ?? Number.NaN) * 8) / 1000 / (seconds ?? Number.NaN);

/** @returns `undefined` where a rate or a number of channels cannot be */
export function coding({
  codec,
  sampleRate,
  channels,
  bitrate,
  copyable = false,
  delay = 0,
  packetMs = 0,
}: {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** kbit/s; NaN, or what is not above 0, is unknown. */
  readonly bitrate?: number | undefined;
  readonly copyable?: boolean;
  readonly delay?: number;
  readonly packetMs?: number;
}): SourceCoding | undefined {
  if (!(sampleRate > 0 && channels > 0) || !Number.isFinite(sampleRate) || !Number.isInteger(channels))
    return undefined;
  if (codec.startsWith('pcm_') && !PCM.test(codec)) return undefined;
  const lossy = isLossy(codec);
  const isTold = lossy && bitrate !== undefined && bitrate > 0 && Number.isFinite(bitrate);
  return {
    codec,
    sampleRate,
    channels,
    ...(isTold ? { bitrate } : {}),
    lossy,
    copyable,
    ...(delay > 0 ? { delay } : {}),
    ...(packetMs > 0 ? { packetMs } : {}),
  };
}
