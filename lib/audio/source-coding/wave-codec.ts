import { samplesPerBlock, type WaveHeader } from '../source-length/wave-format.ts';
import { coding, type SourceCoding } from './coding.ts';

/** ffmpeg's codecs by `wFormatTag` (Microsoft's mmreg.h; `ff_codec_wav_tags` in libavformat/riff.c). */
const CODECS: Readonly<Record<number, string>> = {
  ...{ 2: 'adpcm_ms', 6: 'pcm_alaw', 7: 'pcm_mulaw', 10: 'wmavoice', 17: 'adpcm_ima_wav', 32: 'adpcm_yamaha' },
  ...{ 49: 'gsm_ms', 69: 'adpcm_g726', 80: 'mp2', 85: 'mp3', 100: 'adpcm_g726', 101: 'adpcm_g722', 255: 'aac' },
  ...{ 352: 'wmav1', 353: 'wmav2', 354: 'wmapro', 355: 'wmalossless', 8192: 'ac3', 8193: 'dts', 61868: 'flac' },
};

const PCM = 1;
const FLOAT = 3;

/** Bits of a sample as it is stored, in whole bytes. */
function stored(bits: number): number {
  return Math.ceil(bits / 8) * 8;
}

/** ffmpeg's name of the codec, or `undefined`. */
function codecOf({ tag, bits }: WaveHeader): string | undefined {
  const width = stored(bits);
  if (tag === PCM) return width === 8 ? 'pcm_u8' : [16, 24, 32, 64].includes(width) ? `pcm_s${width}le` : undefined;
  if (tag === FLOAT) return [32, 64].includes(width) ? `pcm_f${width}le` : undefined;
  return CODECS[tag];
}

/**
 * What a `WAVEFORMATEX` says, in WAV as in ASF. Of ADPCM the bitrate is that of its blocks: ffmpeg 5.1 itself writes its
 * bytes per second wrongly.
 */
export function waveCoding(header: WaveHeader, copyable: boolean): SourceCoding | undefined {
  const codec = codecOf(header);
  if (codec === undefined) return undefined;
  const { sampleRate, channels, bytesPerSecond, blockLength } = header;
  const samples = samplesPerBlock(header);
  const average = samples ? (blockLength * sampleRate) / samples : bytesPerSecond;
  return coding({ codec, sampleRate, channels, bitrate: (average * 8) / 1000, copyable });
}
