/** Ogg pages of a source (RFC 3533, section 6), which may be broken as those that our muxer writes are not. */
export interface SourcePage {
  readonly begins: boolean;
  readonly ends: boolean;
  /** Where the stream is behind this page's last packet; −1 where no packet ends in it. */
  readonly granule: number;
  readonly serial: number;
  /** The page's number in its stream. */
  readonly sequence: number;
  /** Bytes before each packet that ends in the page. */
  readonly packets: readonly number[];
  /** Whether the first of them began in the page before. */
  readonly continued: boolean;
  /** Bytes before the next page. */
  readonly next: number;
  /** Bytes of the page, header and body. */
  readonly length: number;
  /** Bytes of its body. */
  readonly body: number;
}

const HEADER_LENGTH = 27;
const CONTINUED = 1;
const BEGINS = 2;
const ENDS = 4;
/** A lacing value that says that its packet goes on. */
const FULL = 255;

/** The page at `offset`, or `undefined` where none is there in whole. */
export function sourcePage(bytes: Buffer, offset: number): SourcePage | undefined {
  const table = offset + HEADER_LENGTH;
  if (bytes.length < table || bytes.toString('latin1', offset, offset + 4) !== 'OggS') return undefined;
  const body = table + bytes.readUInt8(offset + 26);
  if (bytes.length < body) return undefined;
  const packets = [];
  let next = body;
  let start = body;
  for (const lacing of bytes.subarray(table, body)) {
    next += lacing;
    if (lacing === FULL) continue;
    packets.push(start);
    start = next;
  }
  if (bytes.length < next) return undefined;
  const flags = bytes.readUInt8(offset + 5);
  return {
    ...{ begins: (flags & BEGINS) !== 0, ends: (flags & ENDS) !== 0 },
    granule: Number(bytes.readBigInt64LE(offset + 6)),
    serial: bytes.readUInt32LE(offset + 14),
    sequence: bytes.readUInt32LE(offset + 18),
    packets,
    continued: (flags & CONTINUED) !== 0,
    next,
    length: next - offset,
    body: next - body,
  };
}

/** The pages from `offset` on, up to the first that is not whole. */
export function sourcePages(bytes: Buffer, offset: number): SourcePage[] {
  const pages = [];
  for (let page = sourcePage(bytes, offset); page; page = sourcePage(bytes, page.next)) pages.push(page);
  return pages;
}
