/** MPEG audio streams of frames without audio, for tests. */

/** A layer III header with its frame's other bytes: zeros, which no header is. */
export function frame(length: number, header: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length - header.length)]);
}

/** 128 kbit/s at 44.1 kHz, joint stereo: 417 bytes, or 418 with padding. */
export const frame128 = (padded = false): Buffer => frame(padded ? 418 : 417, [0xff, 0xfb, padded ? 0x92 : 0x90, 0x64]);
/** 160 kbit/s at 44.1 kHz. */
export const frame160 = (): Buffer => frame(522, [0xff, 0xfb, 0xa0, 0x64]);
/** 64 kbit/s at 22.05 kHz, mono. */
export const frame64 = (): Buffer => frame(208, [0xff, 0xf3, 0x80, 0xc4]);

/** `count` frames of 128 kbit/s, padded as an encoder pads them whose sum begins at `phase` bytes. */
export function stream128(count: number, phase = 0): Buffer {
  const exact = (128 * 125 * 1152) / 44_100;
  const at = (index: number) => Math.floor(index * exact + phase);
  return Buffer.concat(Array.from({ length: count }, (_, index) => frame128(at(index + 1) - at(index) === 418)));
}

export interface InfoFields {
  readonly frames?: number;
  readonly bytes?: number;
  readonly table?: boolean;
  readonly encoder?: string;
  readonly delays?: readonly [start: number, end: number];
}

/** An info frame of 128 kbit/s at 44.1 kHz; `side` is the length of its side information. */
export function infoFrame(kind: string, fields: InfoFields, base = frame128(), side = 32): Buffer {
  const { frames, bytes, table, encoder = '', delays } = fields;
  const word = (value: number): Buffer => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(value);
    return four;
  };
  const extension = Buffer.alloc(24);
  extension.write(encoder);
  if (delays) extension.writeUIntBE(delays[0] * 4096 + delays[1], 21, 3);
  const flags = (frames === undefined ? 0 : 1) + (bytes === undefined ? 0 : 2) + (table ? 4 : 0);
  Buffer.concat([
    Buffer.from(kind),
    word(flags),
    ...(frames === undefined ? [] : [word(frames)]),
    ...(bytes === undefined ? [] : [word(bytes)]),
    ...(table ? [Buffer.alloc(100, 0x7f)] : []),
    extension,
  ]).copy(base, 4 + side);
  return base;
}
