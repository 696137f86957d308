import { unsigned } from '../unsigned.ts';

/** An element of EBML (RFC 8794). */
export interface Element {
  readonly id: number;
  /** Bytes before its body. */
  readonly start: number;
  /** Bytes up to its end, or to that of what it stands in, or of what is known. */
  readonly end: number;
  /** Whether all of it is there. */
  readonly whole: boolean;
}

/** Matroska's elements that are read here (RFC 9559, section 5.1). */
export const ID = {
  ...{ SEGMENT: 0x18538067, INFO: 0x1549a966, TIMESTAMP_SCALE: 0x2ad7b1, DURATION: 0x4489, TITLE: 0x7ba9 },
  ...{ TRACKS: 0x1654ae6b, TRACK: 0xae, NUMBER: 0xd7, TYPE: 0x83, CODEC: 0x86, PRIVATE: 0x63a2, AUDIO: 0xe1 },
  ...{ RATE: 0xb5, OUTPUT_RATE: 0x78b5, CHANNELS: 0x9f, BITS: 0x6264, ENCODINGS: 0x6d80, DELAY: 0x56aa },
  ...{ CLUSTER: 0x1f43b675, TIMESTAMP: 0xe7, SIMPLE_BLOCK: 0xa3, BLOCK_GROUP: 0xa0, BLOCK: 0xa1 },
  ...{ TAGS: 0x1254c367, TAG: 0x7373, TARGETS: 0x63c0, TARGET_TYPE: 0x68ca, TARGET_TRACK: 0x63c5 },
  ...{ SIMPLE_TAG: 0x67c8, TAG_NAME: 0x45a3, TAG_STRING: 0x4487 },
} as const;

/** Bytes of a variable-size integer that begins with this byte (RFC 8794, section 4); 9 where none does. */
const width = (first: number): number => Math.clz32(first) - 23;

/** Such an integer without its marker, which is taken off first: with it eight bytes are too many for a number. */
function value(bytes: Buffer, offset: number, length: number): number {
  const high = (bytes[offset] ?? 0) & (0xff >> length);
  return length === 1 ? high : high * 2 ** (8 * (length - 1)) + unsigned(bytes, offset + 1, length - 1);
}

/** The elements in a body, up to the first that cannot be one. One of unknown size ends where its parent does. */
export function* elements(bytes: Buffer, from: number, to: number): Generator<Element> {
  for (let at = from; at < to; ) {
    const idWidth = width(bytes[at] ?? 0);
    const sizeWidth = width(bytes[at + idWidth] ?? 0);
    const start = at + idWidth + sizeWidth;
    if (idWidth > 4 || sizeWidth > 8 || start > to) return;
    const coded = value(bytes, at + idWidth, sizeWidth);
    const size = coded >= 2 ** (7 * sizeWidth) - 1 ? to - start : coded;
    yield { id: unsigned(bytes, at, idWidth), start, end: Math.min(to, start + size), whole: start + size <= to };
    at = start + size;
  }
}

/** The first element of a path of identifiers. */
export function findElement(
  bytes: Buffer,
  within: Pick<Element, 'start' | 'end'>,
  ...path: number[]
): Element | undefined {
  const [id, ...more] = path;
  for (const element of elements(bytes, within.start, within.end)) {
    if (element.id === id) return more.length > 0 ? findElement(bytes, element, ...more) : element;
  }
  return undefined;
}

/** The segment, behind the EBML header. */
export const segment = (head: Buffer): Element | undefined =>
  findElement(head, { start: 0, end: head.length }, ID.SEGMENT);

/** An unsigned integer's value (RFC 8794, 7.2); NaN where there is none, or an empty one, which stands for its default. */
export const integer = (bytes: Buffer, element: Element | undefined): number =>
  element?.whole && element.end > element.start
    ? unsigned(bytes, element.start, Math.min(8, element.end - element.start))
    : Number.NaN;

/** A floating point number's value, of 4 or 8 bytes (RFC 8794, 7.3); NaN where there is none. */
export function float(bytes: Buffer, element: Element | undefined): number {
  if (!element?.whole) return Number.NaN;
  const length = element.end - element.start;
  return length === 8
    ? bytes.readDoubleBE(element.start)
    : length === 4
      ? bytes.readFloatBE(element.start)
      : Number.NaN;
}

/** A string's value (RFC 8794, 7.4 and 7.5), without what pads it. */
export const text = (bytes: Buffer, element: Element | undefined): string =>
  element?.whole ? (bytes.toString('utf8', element.start, element.end).split('\0')[0] ?? '') : '';
