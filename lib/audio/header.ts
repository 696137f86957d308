import type { OutputFormat } from '../contract/formats.ts';
import { oggPageAt } from './ogg.ts';

/**
 * Bytes that a format begins with before the first audio. ffmpeg writes them even when no audio will ever follow, so a
 * status line waits for what comes behind them.
 */
const HEADER_LENGTH: Readonly<Record<OutputFormat, (bytes: Buffer) => number | undefined>> = {
  opus: oggHeader,
  flac: flacHeader,
  wav: wavHeader,
  aac: () => 0,
  mp3: id3Header,
  pcm: () => 0,
};

/** Two pages: OpusHead and OpusTags (RFC 7845, section 3). */
function oggHeader(bytes: Buffer): number | undefined {
  const head = oggPageAt(bytes, 0);
  const tags = head && oggPageAt(bytes, head.length);
  return tags && head.length + tags.length;
}

/** `fLaC`, then metadata blocks up to the one whose first bit says that it is the last (RFC 9639, section 8). */
function flacHeader(bytes: Buffer): number | undefined {
  let offset = 4;
  while (bytes.length >= offset + 4) {
    const last = bytes.readUInt8(offset) >= 0x80;
    offset += 4 + bytes.readUIntBE(offset + 1, 3);
    if (last) return bytes.length >= offset ? offset : undefined;
  }
  return undefined;
}

/** RIFF chunks up to the head of `data` (Microsoft's RIFF specification). */
function wavHeader(bytes: Buffer): number | undefined {
  let offset = 12;
  while (bytes.length >= offset + 8) {
    if (bytes.toString('latin1', offset, offset + 4) === 'data') return offset + 8;
    const size = bytes.readUInt32LE(offset + 4);
    offset += 8 + size + (size % 2);
  }
  return undefined;
}

/** An ID3v2 tag, where there is one (id3.org, "ID3v2.4 Main Structure", 3.1); ffmpeg writes none with a footer. */
function id3Header(bytes: Buffer): number | undefined {
  if (!'ID3'.startsWith(bytes.toString('latin1', 0, 3))) return 0;
  return bytes.length < 10 ? undefined : 10 + bytes.subarray(6, 10).reduce((sum, octet) => sum * 128 + octet, 0);
}

/** Bytes of an answer before its first audio; `undefined` while they are not all there. */
export const headerLength = (format: OutputFormat, bytes: Buffer): number | undefined => HEADER_LENGTH[format](bytes);

/** Whether an answer's first bytes hold any audio yet. */
export function holdsAudio(format: OutputFormat, bytes: Buffer): boolean {
  const header = headerLength(format, bytes);
  return header !== undefined && bytes.length > header;
}
