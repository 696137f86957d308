/** The chunk lists that RIFF, IFF, Sony Wave64 and CAF have in common: an identifier, a length, and a body. */

interface ChunkKind {
  /** Bytes of an identifier and a length. */
  readonly header: number;
  readonly identifier: 'latin1' | 'hex';
  /** Bytes of the identifier. */
  readonly identifierLength: number;
  /** Bytes of the body; the length's own bytes are at `offset`. */
  readonly size: (bytes: Buffer, offset: number) => number;
  /** A chunk begins at a multiple of this many bytes. */
  readonly alignment: number;
}

export interface Chunk {
  /** Four characters, or the hexadecimal digits of a GUID. */
  readonly id: string;
  /** Bytes before the body. */
  readonly start: number;
  /** Bytes of the body, as the file says; −1 in CAF where it does not. */
  readonly size: number;
}

const four = { header: 8, identifier: 'latin1', identifierLength: 4, alignment: 2 } as const;

/** Microsoft's RIFF: little-endian. */
export const RIFF: ChunkKind = { ...four, size: (bytes, offset) => bytes.readUInt32LE(offset) };
/** Electronic Arts' IFF 85, of which AIFF is one: big-endian. */
export const IFF: ChunkKind = { ...four, size: (bytes, offset) => bytes.readUInt32BE(offset) };
/** Apple's CAF: a length of 64 bits with a sign, and no padding. */
export const CAF: ChunkKind = {
  ...{ header: 12, identifier: 'latin1', identifierLength: 4, alignment: 1 },
  size: (bytes, offset) => Number(bytes.readBigInt64BE(offset)),
};
/** Sony's Wave64: GUIDs, and lengths that count the chunk's own header. */
export const WAVE64: ChunkKind = {
  ...{ header: 24, identifier: 'hex', identifierLength: 16, alignment: 8 },
  size: (bytes, offset) => Number(bytes.readBigUInt64LE(offset)) - 24,
};

/** Microsoft's ASF: as Wave64, but without padding. */
export const ASF: ChunkKind = { ...WAVE64, alignment: 1 };
/** Bytes of its header object before the objects in it (ASF specification, 3.1). */
export const ASF_HEADER = 30;

/** The chunks that begin inside `bytes`, from `offset` on. A body may end behind them. */
export function* chunks(bytes: Buffer, offset: number, kind: ChunkKind): Generator<Chunk> {
  const { header, identifier, identifierLength, alignment } = kind;
  for (let at = offset; at + header <= bytes.length; ) {
    const size = kind.size(bytes, at + identifierLength);
    yield { id: bytes.toString(identifier, at, at + identifierLength), start: at + header, size };
    if (size < 0) return;
    at += header + Math.ceil(size / alignment) * alignment;
  }
}
