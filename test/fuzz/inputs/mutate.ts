import { between, pick } from '../../fixtures/random.ts';
import { resealed } from './ogg-seals.ts';

type Next = () => number;
type Change = (bytes: Buffer, next: Next, other: Buffer) => Buffer;

/** Most of what can go wrong stands in a file's first bytes, and an index in its last. */
const HEADER = 512;
const TRAILER = 4_096;

/** Numbers at which counting goes over: of bytes, words, and of what is multiplied by a frame or a scale. */
const LIMITS = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff, 0x10000000] as const;
const LARGEST = [0x3fffffff, 0x7ffffff8, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff] as const;

function place({ length }: Buffer, next: Next): number {
  const way = next();
  if (way < 0.55) return between(next, 0, Math.min(length, HEADER) - 1);
  if (way < 0.65) return between(next, Math.max(0, length - TRAILER), length - 1);
  return between(next, 0, length - 1);
}

/** As often some bytes as some thousand. */
const size = (bytes: Buffer, next: Next): number => Math.max(1, Math.floor(bytes.length ** next()));

/** Where a block begins and ends. */
function block(bytes: Buffer, next: Next): readonly [from: number, to: number] {
  const from = place(bytes, next);
  return [from, Math.min(bytes.length, from + size(bytes, next))];
}

const write = (bytes: Buffer, value: number, at: number, width: number, next: Next): void => {
  if (at < 0 || at + width > bytes.length) return;
  const held = value % 256 ** width;
  if (next() < 0.5) bytes.writeUIntBE(held, at, width);
  else bytes.writeUIntLE(held, at, width);
};

/** Where four letters stand that may be the name of a chunk, box or object. */
const names = (bytes: Buffer): readonly number[] =>
  [...bytes.toString('latin1', 0, 16_384).matchAll(/[A-Za-z][A-Za-z0-9 _-]{3}/g)].map(({ index }) => index);

const CHANGES: readonly Change[] = [
  function flippedBits(bytes, next) {
    for (let times = between(next, 1, 24); times > 0; times--) {
      const at = place(bytes, next);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << between(next, 0, 7));
    }
    return bytes;
  },
  function numberAtItsLimit(bytes, next) {
    write(bytes, pick(next, next() < 0.5 ? LIMITS : LARGEST), place(bytes, next), pick(next, [1, 2, 3, 4, 4]), next);
    return bytes;
  },
  function lengthOfChunk(bytes, next) {
    const found = names(bytes);
    const at = found[between(next, 0, found.length - 1)];
    if (at === undefined) return bytes;
    // In front of the name as in MP4, behind it as in RIFF; a field further in as often.
    const field = at + pick(next, [-4, 4, 8, 12, 16, 20, 24]);
    write(bytes, pick(next, next() < 0.6 ? LIMITS : LARGEST), field, 4, next);
    return bytes;
  },
  function numberNudged(bytes, next) {
    const width = pick(next, [1, 2, 4]);
    const at = Math.min(place(bytes, next), bytes.length - width);
    if (at < 0) return bytes;
    const was = bytes.readUIntBE(at, width);
    const most = 256 ** width;
    bytes.writeUIntBE((pick(next, [was + 1, was + most - 1, was * 2, was >>> 1, most - was]) + most) % most, at, width);
    return bytes;
  },
  // Hardly anything is left where it is cut in its header.
  (bytes, next) => bytes.subarray(0, next() < 0.2 ? place(bytes, next) : between(next, 0, bytes.length)),
  function doubled(bytes, next) {
    const [from, to] = block(bytes, next);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function removed(bytes, next) {
    const [from, to] = block(bytes, next);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function reordered(bytes, next) {
    const [from, middle] = block(bytes, next);
    const to = Math.min(bytes.length, middle + size(bytes, next));
    const part = (start: number, end: number) => bytes.subarray(start, end);
    return Buffer.concat([part(0, from), part(middle, to), part(from, middle), part(to, bytes.length)]);
  },
  (bytes, next) => bytes.fill(pick(next, [0, 0, 0xff]), ...block(bytes, next)),
  function noise(bytes, next) {
    const [from, to] = block(bytes, next);
    for (let at = from; at < to; at++) bytes[at] = between(next, 0, 255);
    return bytes;
  },
  function inserted(bytes, next) {
    const at = place(bytes, next);
    const junk = Buffer.from(Array.from({ length: between(next, 1, 300) }, () => between(next, 0, 255)));
    return Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)]);
  },
  (bytes, next, other) =>
    Buffer.concat([bytes.subarray(0, place(bytes, next)), other.subarray(other.length > 0 ? place(other, next) : 0)]),
];

/**
 * A file with one to four things wrong with it.
 *
 * @param next - of random numbers: the same ones damage it in the same way
 * @param other - a file of another format, of which a part may be taken
 */
export function mutated(file: Buffer, next: Next, other: Buffer): Buffer {
  let bytes: Buffer = Buffer.from(file);
  for (let times = pick(next, [1, 1, 1, 2, 2, 3, 4]); times > 0 && bytes.length > 0; times--) {
    const change = CHANGES[between(next, 0, CHANGES.length - 1)];
    if (change) bytes = change(bytes, next, other);
  }
  // A page whose sum is wrong is dropped before anybody looks into it.
  return next() < 0.6 ? resealed(bytes) : bytes;
}
