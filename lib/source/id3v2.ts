import { TranscodeError } from '../contract/errors.ts';
import { SOURCE_LIMITS, type SourceLimits } from '../settings/source-limits.ts';

/** Octets of a tag's header, and of its footer where it has one. */
const HEADER_SIZE = 10;

const FOOTER_FLAG = 0x10;

/**
 * The size of the ID3v2 tag that these bytes begin with, header and footer included; 0 where they begin with none.
 *
 * @param bytes at least {@link HEADER_SIZE} of them
 * @see https://id3.org/id3v2.4.0-structure sections 3.1, 3.4 and 6.2
 */
export const id3v2Size = (bytes: Buffer): number => {
  if (bytes.length < HEADER_SIZE || bytes.toString('latin1', 0, 3) !== 'ID3') return 0;
  const [major = 0, revision = 0, flags = 0, ...size] = bytes.subarray(3, HEADER_SIZE);
  if (major === 0xff || revision === 0xff || size.some((octet) => octet > 0x7f)) return 0;
  const content = size.reduce((sum, octet) => sum * 128 + octet, 0);
  return HEADER_SIZE + content + (flags & FOOTER_FLAG ? HEADER_SIZE : 0);
};

type TagLimits = Pick<SourceLimits, 'maxTags' | 'maxTagBytes'>;

const tooManyTags = (): TranscodeError =>
  new TranscodeError('UNSUPPORTED_FORMAT', 'The source begins with more tags than audio files have.');

/** A stream without the tags at its start. */
export interface WithoutId3v2 extends AsyncIterable<Buffer> {
  /** Bytes that were left out so far; more than 0 means that there is a tag. Settled once the first chunk has come. */
  readonly droppedBytes: number;
}

/** Whether these bytes could still turn out to be a tag's header. */
const isUndecided = (bytes: Buffer): boolean =>
  bytes.length < HEADER_SIZE && 'ID3'.startsWith(bytes.toString('latin1', 0, 3));

/**
 * Leaves out every ID3v2 tag at the start of a stream, so that a cover image of a megabyte does not stand between the
 * listener and the first frame. MP3, AAC and FLAC files have such tags. Everything behind is passed on as it came,
 * uncopied; of a file that is shorter than its tag claims nothing is left.
 *
 * @param onTag - is given what is left out, in order, as it passes by
 * @throws TranscodeError `UNSUPPORTED_FORMAT`, while it is read, where the tags do not end
 */
export const dropId3v2 = (
  chunks: AsyncIterable<Buffer>,
  { maxTags, maxTagBytes }: TagLimits = SOURCE_LIMITS,
  onTag: (bytes: Buffer) => void = () => {},
): WithoutId3v2 => {
  let droppedBytes = 0;
  let tags = 0;
  const audio = async function* (): AsyncGenerator<Buffer, void, undefined> {
    let toDrop = 0;
    let held = Buffer.alloc(0);
    let decided = false;
    for await (const chunk of chunks) {
      if (decided) {
        yield chunk;
        continue;
      }
      let rest: Buffer = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      held = Buffer.alloc(0);
      for (;;) {
        const skipped = Math.min(toDrop, rest.length);
        droppedBytes += skipped;
        if (skipped > 0) onTag(rest.subarray(0, skipped));
        toDrop -= skipped;
        rest = rest.subarray(skipped);
        if (toDrop > 0 || isUndecided(rest)) break;
        toDrop = id3v2Size(rest);
        if (toDrop === 0) break;
        tags += 1;
        if (tags > maxTags || droppedBytes + toDrop > maxTagBytes) throw tooManyTags();
      }
      if (toDrop > 0) continue;
      if (isUndecided(rest)) {
        held = Buffer.from(rest);
      } else {
        decided = true;
        yield rest;
      }
    }
    // Too short to be a tag: it is the file's own.
    if (held.length > 0) yield held;
  };
  const iterator = audio();
  return {
    get droppedBytes() {
      return droppedBytes;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
};
