import { frameText } from './id3v2-text.ts';
import type { Field } from './tags.ts';

/** The frames of one ID3v2 tag (id3.org, "ID3v2.4 Main Structure" and "ID3v2.3.0", section 4; "ID3v2", section 3.2). */
interface TagKind {
  readonly major: number;
  /** All of the tag in 2.2 and 2.3, each frame by itself in 2.4. */
  readonly unsynchronised: boolean;
  /** An extended header follows; in 2.2 the flag means a compression that was never defined. */
  readonly extended: boolean;
}

const FRAMES: Readonly<Record<string, Field>> = {
  ...{ TIT2: 'title', TPE1: 'artist', TALB: 'album' },
  ...{ TT2: 'title', TP1: 'artist', TAL: 'album' },
};

/** Bytes that are kept of a frame: an encoding, and twice what a value may have in UTF-8. */
const KEPT = 4096;

/**
 * Frames that are looked at. The loosest restriction that a tag can put on itself is 128 (id3.org, "ID3v2.4 Main Structure",
 * 3.2); eight times as many leave room for a book's chapters, which have a frame each, and a tag of 64 MB could hold six million.
 */
export const MOST_FRAMES = 1024;

/** Format flags of 2.3 (3.3.1) and of 2.4 (4.1.2). */
const V3 = { unreadable: 0xc0, grouped: 0x20 } as const;
const V4 = { unreadable: 0x0c, grouped: 0x40, unsynchronised: 0x02, length: 0x01 } as const;

const syncsafe = (bytes: Buffer): number => bytes.reduce((sum, octet) => sum * 128 + octet, 0);

/** Takes a field's text; `false` where no more are wanted. */
type NoteFrame = (field: Field, text: string) => boolean;

/** Asks for as many bytes, or, where the number is negative, has as many passed over. */
type Steps = Generator<number, void, Buffer>;

function* steps({ major, unsynchronised, extended }: TagKind, note: NoteFrame): Steps {
  if (major < 2 || major > 4 || (major === 2 && extended)) return;
  if (extended) {
    const size: Buffer = yield 4;
    // 2.4's counts itself (3.2), 2.3's does not (3.2).
    yield -(major === 4 ? Math.max(0, syncsafe(size) - 4) : size.readUInt32BE(0));
  }
  for (let frames = 0; frames < MOST_FRAMES; frames++) {
    const header: Buffer = yield major === 2 ? 6 : 10;
    const id = header.toString('latin1', 0, major === 2 ? 3 : 4);
    // What is no name is padding.
    if (!/^[A-Z0-9]+ ?$/.test(id)) return;
    const size = sizeOf(header, major);
    const flags = major === 2 ? 0 : header.readUInt8(9);
    const field = Object.hasOwn(FRAMES, id) ? FRAMES[id] : undefined;
    const isReadable = (flags & (major === 4 ? V4.unreadable : major === 3 ? V3.unreadable : 0)) === 0;
    if (!field || !isReadable) {
      yield -size;
      continue;
    }
    const kept: Buffer = yield Math.min(size, KEPT);
    yield -(size - kept.length);
    const isOwn = major === 4 && (unsynchronised || (flags & V4.unsynchronised) !== 0);
    const content = kept.subarray(extraBytes(flags, major));
    if (!note(field, frameText(isOwn ? synchronised(content, false) : content))) return;
  }
}

function sizeOf(header: Buffer, major: number): number {
  if (major === 2) return header.readUIntBE(3, 3);
  const size = header.subarray(4, 8);
  // Old versions of iTunes wrote 2.4 with the sizes of 2.3.
  return major === 4 && size.every((octet) => octet < 0x80) ? syncsafe(size) : size.readUInt32BE(0);
}

/** Bytes between a frame's header and its content: a group, and in 2.4 a length. */
function extraBytes(flags: number, major: number): number {
  if (major === 3) return flags & V3.grouped ? 1 : 0;
  return major === 4 ? (flags & V4.grouped ? 1 : 0) + (flags & V4.length ? 4 : 0) : 0;
}

/** Without the zeros that unsynchronisation puts behind each 0xff (5); a loop, since pictures pass through here. */
function synchronised(bytes: Buffer, isBehindFf: boolean): Buffer {
  const kept = Buffer.alloc(bytes.length);
  let length = 0;
  let before = isBehindFf;
  for (const octet of bytes) {
    if (!before || octet !== 0) kept[length++] = octet;
    before = octet === 0xff;
  }
  return kept.subarray(0, length);
}

/** Takes the bytes behind a tag's header, split anywhere. */
export function frameReader(kind: TagKind, note: NoteFrame): (bytes: Buffer) => void {
  const reading = steps(kind, note);
  let step = reading.next();
  let held: Buffer = Buffer.alloc(0);
  let passed = 0;
  let isBehindFf = false;
  return (bytes) => {
    if (step.done) return;
    let rest = bytes;
    if (kind.unsynchronised && kind.major < 4 && bytes.length > 0) {
      rest = synchronised(bytes, isBehindFf);
      isBehindFf = bytes.at(-1) === 0xff;
    }
    while (!step.done && (rest.length > 0 || step.value === 0)) {
      const wanted = Math.abs(step.value) - (step.value < 0 ? passed : held.length);
      const part = rest.subarray(0, wanted);
      rest = rest.subarray(part.length);
      if (step.value < 0) passed += part.length;
      else held = held.length === 0 ? Buffer.from(part) : Buffer.concat([held, part]);
      if (part.length < wanted) return;
      const whole = held;
      held = Buffer.alloc(0);
      passed = 0;
      step = reading.next(whole);
    }
  };
}
