import { crc16 } from './crc16.ts';
import { type MpegHeader, mpegHeader } from './header.ts';
import { BYTES, DELAYS, FRAMES, sideInformationLength } from './info.ts';
import { ENCODER_DELAY, lameLength } from './lame-length.ts';

/**
 * The frame that ffmpeg would rewrite when all is encoded, and which a stream has to send first: silence for a decoder that
 * does not know it, and for all others what is to be cut off (gabriel.mp3-tech.org/mp3infotag.html, "Mp3 Info Tag revision 1").
 */

/** MPEG-1, 2 and 2.5, layer III, no CRC (ISO 11172-3 and 13818-3, 2.4.2.3; the last is Fraunhofer's extension). */
const VERSIONS = [0xfffb0000, 0xfff30000, 0xffe30000] as const;
/** Two channels are joint stereo, as LAME's are whatever the bitrate; one is one. And an original. */
const MODES = { 1: 0xc4, 2: 0x44 } as const;

/** Bytes of LAME's extension: from its version string to its own CRC. */
const LAME_LENGTH = 36;
const VERSION = 'LAME3.100';
/** Offsets in it. */
const METHOD = 9;
const BITRATE = 20;
const MUSIC_LENGTH = 28;
const CRC = 34;
/** Revision 0 of the tag, and method 1, a constant bitrate. */
const CONSTANT = 1;

/** What a stream says of its bytes that does not know them: ffmpeg takes a frame without frames and bytes for audio. */
const UNKNOWN_BYTES = 0xffffffff;

export interface Mp3Stream {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** kbit/s. */
  readonly kbps: number;
  /** Samples that the encoder put in front; libmp3lame's own where not told. */
  readonly encoderDelay?: number;
}

/** The header of a frame of at least `length` bytes: of the stream's own bitrate, or of the next that is large enough. */
function headerFor({ sampleRate, channels, kbps }: Mp3Stream, length: number): { word: Buffer; header: MpegHeader } {
  const word = Buffer.alloc(4);
  // The average of a variable bitrate may be told wrongly, and is no larger than its largest frame.
  const least = Math.min(kbps, sampleRate >= 32_000 ? 320 : 160);
  for (const version of VERSIONS) {
    for (let index = 0; index < 15 * 4; index++) {
      word.writeUInt32BE((version | ((index >>> 2) << 12) | ((index & 3) << 10) | MODES[channels]) >>> 0);
      const header = mpegHeader(word, 0);
      const isLarge = header !== undefined && header.kbps >= least && header.length >= length;
      if (header?.sampleRate === sampleRate && isLarge) return { word, header };
    }
  }
  throw new RangeError(`MPEG has no frames of ${kbps} kbit/s at ${sampleRate} Hz`);
}

/** Whether the counts of so many samples fit into their 32 bits, which end after 29 hours of 320 kbit/s. */
const isCountable = ({ kbps, sampleRate }: Mp3Stream, samples = 0): boolean =>
  (samples / sampleRate) * kbps * 125 < 0xffff0000;

/**
 * The info frame in front of an MP3 that libmp3lame writes with a constant bitrate: encoder delay always; frames, bytes and
 * padding where it is known how much is coming.
 *
 * @param samples - of the whole stream, a channel, exactly
 */
export function infoFrame(stream: Mp3Stream, wholeSamples?: number): Buffer {
  const samples = isCountable(stream, wholeSamples) ? wholeSamples : undefined;
  const known = samples !== undefined;
  const fields = known ? 8 : 4;
  const side = sideInformationLength({ low: stream.sampleRate < 32_000, mono: stream.channels === 1 });
  const at = 4 + side;
  const lame = at + 8 + fields;
  const { word, header } = headerFor(stream, lame + LAME_LENGTH);
  const length = known ? lameLength(samples, header.samplesPerFrame, stream.kbps, stream.sampleRate) : undefined;
  const bytes = length ? header.length + length.bytes : UNKNOWN_BYTES;
  const frame = Buffer.alloc(header.length);
  word.copy(frame);
  frame.write('Info', at, 'latin1');
  frame.writeUInt32BE(known ? FRAMES | BYTES : BYTES, at + 4);
  if (length) frame.writeUInt32BE(length.frames, at + 8);
  frame.writeUInt32BE(bytes, lame - 4);
  frame.write(VERSION, lame, 'latin1');
  frame.writeUInt8(CONSTANT, lame + METHOD);
  frame.writeUInt8(Math.min(stream.kbps, 255), lame + BITRATE);
  frame.writeUIntBE(((stream.encoderDelay ?? ENCODER_DELAY) << 12) | (length?.padding ?? 0), lame + DELAYS, 3);
  if (length) frame.writeUInt32BE(bytes, lame + MUSIC_LENGTH);
  frame.writeUInt16BE(crc16(frame.subarray(0, lame + CRC)), lame + CRC);
  return frame;
}
