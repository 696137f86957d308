import { aacConfig } from '../aac-config.ts';
import { type AudioTrack, audioTrack, blocks } from '../matroska/track.ts';
import { opusSamples } from '../source-length/ogg-codec.ts';
import { waveHeader } from '../source-length/wave-format.ts';
import { averageRate, type CodedBytes, coding, ENOUGH_FRAMES, type SourceCoding } from './coding.ts';
import { waveCoding } from './wave-codec.ts';

/** ffmpeg's codecs by Matroska's (RFC 9559's registry, `ff_mkv_codec_tags` in libavformat/matroska.c). */
const CODECS: Readonly<Record<string, string>> = {
  ...{ A_OPUS: 'opus', A_VORBIS: 'vorbis', A_FLAC: 'flac', A_ALAC: 'alac', A_AC3: 'ac3', A_EAC3: 'eac3', A_DTS: 'dts' },
  ...{ 'A_MPEG/L1': 'mp1', 'A_MPEG/L2': 'mp2', 'A_MPEG/L3': 'mp3', A_TRUEHD: 'truehd', A_WAVPACK4: 'wavpack' },
  A_TTA1: 'tta',
};

/** Bytes of OpusHead, and those before its mapping family (RFC 7845, 5.1). */
const OPUS_HEAD = 19;
const FAMILY = 18;

export function matroskaCoding({ head, length, duration }: CodedBytes): SourceCoding | undefined {
  const track = audioTrack(head);
  if (!track) return undefined;
  const { codec, bits } = track;
  const bitrate = track.isAlone && length && duration ? averageRate(length, duration) : undefined;
  const sampleRate = Math.round(track.sampleRate);
  const { channels } = track;
  if (codec === 'A_MS/ACM') {
    const header = waveHeader(track.private, 0, track.private.length);
    return header && waveCoding(header, false);
  }
  if (codec === 'A_OPUS') {
    const packetMs = Math.max(0, ...[...blocks(head, track.number)].map((packet) => opusSamples(packet) / 48));
    return coding({
      codec: 'opus',
      sampleRate: 48_000,
      channels,
      bitrate,
      copyable: isCopyable(head, track),
      packetMs,
    });
  }
  if (codec.startsWith('A_AAC')) {
    const config = aacConfig(track.private);
    const told = config && { sampleRate: config.sampleRate, channels: config.channels || channels };
    return coding({ codec: 'aac', ...(told ?? { sampleRate, channels }), bitrate });
  }
  if (codec.startsWith('A_PCM/FLOAT')) return coding({ codec: `pcm_f${bits}le`, sampleRate, channels });
  if (codec.startsWith('A_PCM/INT')) {
    const order = codec.endsWith('/BIG') ? 'be' : 'le';
    return coding({ codec: bits === 8 ? 'pcm_u8' : `pcm_s${bits}${order}`, sampleRate, channels });
  }
  const name = Object.hasOwn(CODECS, codec) ? CODECS[codec] : undefined;
  return name === undefined ? undefined : coding({ codec: name, sampleRate, channels, bitrate });
}

/**
 * Opus of mapping family 0 behind an OpusHead, with packets of one configuration. What the last packet has too many, which
 * Matroska says and a copy into Ogg by ffmpeg 7.1.5 does not, is less than a packet.
 */
function isCopyable(head: Buffer, { number, private: own, isEncoded }: AudioTrack): boolean {
  if (isEncoded || own.length < OPUS_HEAD || own.toString('latin1', 0, 8) !== 'OpusHead' || own[FAMILY] !== 0)
    return false;
  let packets = 0;
  for (const packet of blocks(head, number)) packets += packet.length > 0 ? 1 : 0;
  return packets >= ENOUGH_FRAMES;
}
