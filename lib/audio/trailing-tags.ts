/** Tags that people's programs append to audio files, which are no audio: ID3v1, APE and Lyrics3. */

/** Bytes of ID3v1 (id3.org, "ID3v1"), and of its extension `TAG+`, which stands before it. */
const ID3V1 = 128;
const ID3V1_EXTENDED = 227;

/** Bytes of an APE tag's footer, and of its header (hydrogenaudio, "APE Tags Header"). */
const APE_FOOTER = 32;
const APE_HAS_HEADER = 0x80000000;

/** Bytes of Lyrics3v2's ending: six digits and `LYRICS200` (id3.org, "Lyrics3v2"). */
const LYRICS_ENDING = 15;

/** Bytes of the tag that ends at `end`, or 0. */
type Tag = (tail: Buffer, end: number) => number;

const stands = (tail: Buffer, offset: number, text: string): boolean =>
  offset >= 0 && tail.toString('latin1', offset, offset + text.length) === text;

const id3v1: Tag = (tail, end) => {
  if (!stands(tail, end - ID3V1, 'TAG')) return 0;
  return stands(tail, end - ID3V1 - ID3V1_EXTENDED, 'TAG+') ? ID3V1 + ID3V1_EXTENDED : ID3V1;
};

const ape: Tag = (tail, end) => {
  const footer = end - APE_FOOTER;
  if (!stands(tail, footer, 'APETAGEX')) return 0;
  const size = tail.readUInt32LE(footer + 12); // without the header
  const hasHeader = (tail.readUInt32LE(footer + 20) & APE_HAS_HEADER) !== 0;
  return size < APE_FOOTER ? 0 : size + (hasHeader ? APE_FOOTER : 0);
};

const lyrics3: Tag = (tail, end) => {
  if (!stands(tail, end - 9, 'LYRICS200')) return 0;
  const size = Number(/^\d{6}$/.exec(tail.toString('latin1', Math.max(0, end - LYRICS_ENDING), end - 9)) ?? Number.NaN);
  return Number.isNaN(size) || !stands(tail, end - LYRICS_ENDING - size, 'LYRICSBEGIN') ? 0 : size + LYRICS_ENDING;
};

/**
 * Bytes that tags take at the end of `tail`, a file's last bytes. A tag may be longer than `tail` is; then so is the
 * answer.
 */
export function trailingTagLength(tail: Buffer): number {
  let end = tail.length;
  // Each of them once: no program writes one twice, and the size of a false one must not lead on and on.
  const left: Tag[] = [id3v1, ape, lyrics3];
  for (;;) {
    const index = left.findIndex((tag) => tag(tail, end) > 0);
    const [tag] = index < 0 ? [] : left.splice(index, 1);
    if (!tag) return tail.length - end;
    end -= tag(tail, end);
    if (end < 0) return tail.length - end;
  }
}
