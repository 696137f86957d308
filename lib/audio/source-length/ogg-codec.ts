import { type StreamInfo, streamInfo } from './flac.ts';
import type { SourcePage } from './ogg-page.ts';

/** What the first packet of an Ogg stream says of its codec. */
export interface OggCodec {
  readonly codec: 'opus' | 'vorbis' | 'flac';
  readonly channels: number;
  /** Hz of the granules. */
  readonly sampleRate: number;
  /** Samples that a decoder drops at the start. */
  readonly skip: number;
  /** Samples that the encoder counted; `undefined` where only the granules tell. */
  readonly samples: number | undefined;
  /** The fewest and the most samples that the packets of the first page with audio may hold. */
  readonly held: (bytes: Buffer, page: SourcePage) => readonly [least: number, most: number];
}

/** Bytes of an identification header: of OpusHead (RFC 7845, 5.1), and of Vorbis (Vorbis I, 4.2.2). */
const OPUS_HEAD = 19;
const VORBIS_HEAD = 30;
/** Bytes before STREAMINFO: the marker, a version, a count, and `fLaC` (RFC 9639, 10.1). */
const FLAC_HEAD = 13;

export function oggCodec(bytes: Buffer, start: number, end: number): OggCodec | undefined {
  const marked = (text: string): boolean => bytes.toString('latin1', start, start + text.length) === text;
  const length = end - start;
  if (marked('OpusHead') && length >= OPUS_HEAD)
    return opus(bytes.readUInt8(start + 9), bytes.readUInt16LE(start + 10));
  if (marked('\x01vorbis') && length >= VORBIS_HEAD) return vorbis(bytes.subarray(start, end));
  const info = marked('\x7fFLAC') ? streamInfo(bytes.subarray(start, end), FLAC_HEAD) : undefined;
  return info && flac(info, bytes.readUInt16BE(start + FLAC_HEAD + 6));
}

/** Opus counts in 48 kHz whatever it was made of (RFC 7845, section 4). */
function opus(channels: number, preSkip: number): OggCodec {
  const held: OggCodec['held'] = (bytes, { packets, next }) => {
    const sum = packets.reduce(
      (samples, at, i) => samples + opusSamples(bytes.subarray(at, packets[i + 1] ?? next)),
      0,
    );
    return [sum, sum];
  };
  return { codec: 'opus', channels, sampleRate: 48_000, skip: preSkip, samples: undefined, held };
}

/** Samples at 48 kHz of an Opus packet (RFC 6716, 3.1 and 3.2). */
export function opusSamples(packet: Uint8Array): number {
  const [toc = 0, second = 0] = packet;
  const config = toc >> 3;
  // SILK of 10 to 60 ms, hybrid of 10 and 20 ms, CELT of 2.5 to 20 ms.
  const size =
    config < 12 ? ([480, 960, 1920, 2880][config & 3] ?? 0) : config < 16 ? 480 << (config & 1) : 120 << (config & 3);
  const code = toc & 3;
  return size * (code === 3 ? second & 0x3f : code === 0 ? 1 : 2);
}

/** @param head - the identification header (Vorbis I, 4.2.2) */
function vorbis(head: Buffer): OggCodec {
  const sampleRate = head.readUInt32LE(12);
  // The exponents of the short and the long block.
  const sizes = head.readUInt8(28);
  // A block gives between half of the short one and half of the long one, and the first gives nothing (Vorbis I, 1.3.2).
  const held: OggCodec['held'] = (_, { packets }) => [
    (packets.length - 1) * 2 ** ((sizes & 0x0f) - 1),
    packets.length * 2 ** ((sizes >> 4) - 1),
  ];
  return { codec: 'vorbis', channels: head.readUInt8(11), sampleRate, skip: 0, samples: undefined, held };
}

/** @param longest - samples of the longest block (RFC 9639, 8.2) */
function flac({ sampleRate, channels, samples }: StreamInfo, longest: number): OggCodec {
  const held: OggCodec['held'] = (_, { packets }) => [0, packets.length * longest];
  return { codec: 'flac', channels, sampleRate, skip: 0, samples: samples || undefined, held };
}
