/** Where the index (`moov`) of an MP4 stands, as far as its first bytes tell. */
export type IndexPlace =
  /** In front of the audio, or nowhere to be seen. */
  | { readonly end: number }
  /** Behind the audio, so nothing can be decoded before all of it is there. */
  | 'last'
  /** Not to be told without the bytes up to there. */
  | { readonly needs: number };

/** Octets of a box header with a size of 64 bits (ISO 14496-12, section 4.2). */
const HEADER = 16;

/** Boxes that may stand in front of either; `free`, `skip` and `wide` are room that a writer has left. */
const PASSED = new Set(['ftyp', 'styp', 'free', 'skip', 'wide', 'uuid', 'pnot', 'sidx', 'prft', 'emsg', 'meta']);

/** The box at `offset`: its type and where the next one begins; a size of 0 means "to the end of the file". */
function boxAt(bytes: Buffer, offset: number): { type: string; next: number } | undefined {
  if (bytes.length < offset + HEADER) return undefined;
  const small = bytes.readUInt32BE(offset);
  const size = small === 1 ? Number(bytes.readBigUInt64BE(offset + 8)) : small;
  const next = small === 0 ? Number.POSITIVE_INFINITY : offset + size;
  return { type: bytes.toString('latin1', offset + 4, offset + 8), next };
}

/**
 * Walks the boxes of an MP4 up to its index or its audio, whichever comes first. A fragmented one has its index first, and
 * what is not an MP4 after all is left to the demuxer.
 */
export function indexPlace(head: Buffer): IndexPlace {
  let offset = 0;
  for (;;) {
    const box = boxAt(head, offset);
    if (!box) return { needs: offset + HEADER };
    if (box.type === 'mdat') return 'last';
    if (!Number.isSafeInteger(box.next) || box.next <= offset) return { end: 0 };
    if (!PASSED.has(box.type)) return { end: box.type === 'moov' ? box.next : 0 };
    offset = box.next;
  }
}

/**
 * The index in the last bytes of an MP4, where all of it is among them.
 *
 * @returns from its box header on
 */
export function indexAtEnd(tail: Buffer): Buffer | undefined {
  for (let at = tail.indexOf('moov', 4, 'latin1'); at >= 4; at = tail.indexOf('moov', at + 4, 'latin1')) {
    const start = at - 4;
    const size = tail.readUInt32BE(start);
    // A real one begins with its own header (ISO 14496-12, 8.2.2); the four letters may be anywhere.
    const isMovie = size >= 16 && start + size <= tail.length && tail.toString('latin1', at + 8, at + 12) === 'mvhd';
    if (isMovie) return tail.subarray(start, start + size);
  }
  return undefined;
}

/** The boxes of a `moov` that say that fragments follow, and how long they are in all (ISO 14496-12, sections 8.8.1 and 8.8.2). */
const FRAGMENTS = 'mvex';
const FRAGMENTS_LENGTH = 'mehd';

/**
 * Whether an MP4 comes in fragments and does not say how long they are together: what its index calls its duration is
 * that of the first.
 *
 * @param head - its first bytes; an index that reaches beyond them has samples of its own
 * @param end - where its index ends
 */
export function isOpenEnded(head: Buffer, end: number): boolean {
  if (end === 0 || end > head.length) return end === 0;
  const index = head.toString('latin1', 0, end);
  return index.includes(FRAGMENTS) && !index.includes(FRAGMENTS_LENGTH);
}
