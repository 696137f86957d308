import { type OggCodec, oggCodec } from './ogg-codec.ts';
import { type SourcePage, sourcePages } from './ogg-page.ts';
import { type KnownBytes, seconds } from './source.ts';

/**
 * How many times as long as the pages at both ends those between them may be, on average, before they are taken for more
 * pages than their numbers say: another stream between the two, of the same serial number, would double them.
 */
const LONGER = 1.5;

/** Pages in a row, and where they are in the file. */
interface Run {
  readonly pages: readonly SourcePage[];
  readonly start: number;
  readonly end: number;
}

/**
 * Seconds of an Ogg file of one stream, by the granule of its last page. Of one that has others beside it or behind it,
 * that begins in the middle, or whose end is not its end, nothing is said.
 */
export function oggDuration({ head, tail, length }: KnownBytes): number | undefined {
  const pages = sourcePages(head, 0);
  const [first] = pages;
  const start = first?.packets[0];
  if (!first?.begins || start === undefined || !tail || length === undefined) return undefined;
  const codec = oggCodec(head, start, first.next);
  const ending = lastPages(tail, length);
  const last = ending?.pages.at(-1);
  if (!codec || !ending || !last?.ends || last.granule < 0) return undefined;
  const beginning = { pages, start: 0, end: pages.at(-1)?.next ?? 0 };
  if (!isOneStream(beginning, ending) || !beginsAtZero(head, pages, codec)) return undefined;
  if (codec.samples !== undefined && codec.samples !== last.granule) return undefined;
  return seconds(last.granule - codec.skip, codec.sampleRate);
}

/** Whether the first page with audio ends where its packets do: a recording may begin at any granule. */
function beginsAtZero(head: Buffer, pages: readonly SourcePage[], codec: OggCodec): boolean {
  const page = pages.find(({ granule }) => granule !== 0);
  if (!page || page.granule < 0 || page.continued) return false;
  const [least, most] = codec.held(head, page);
  return page.granule <= most && (page.ends || page.granule >= least);
}

/** The pages that lead to the very end of the file. */
function lastPages(tail: Buffer, length: number): Run | undefined {
  // Bytes of a packet may look like a page; where a page that leads nowhere has led, none has to be looked at again.
  let behind = 0;
  for (let at = tail.indexOf('OggS'); at >= 0; at = tail.indexOf('OggS', Math.max(at + 1, behind))) {
    const pages = sourcePages(tail, at);
    behind = pages.at(-1)?.next ?? behind;
    if (behind === tail.length) return { pages, start: length - tail.length + at, end: length };
  }
  return undefined;
}

function isOneStream(beginning: Run, ending: Run): boolean {
  const serial = beginning.pages[0]?.serial;
  const strange = ({ pages, start, end }: Run): boolean =>
    pages.some((page, index) => {
      const isEnd = end === ending.end && index === pages.length - 1;
      return page.serial !== serial || (page.begins && start + index > 0) || (page.ends && !isEnd);
    });
  if (strange(beginning) || strange(ending)) return false;
  const between = ending.start - beginning.end;
  if (between <= 0) return true;
  const missing = (ending.pages[0]?.sequence ?? 0) - (beginning.pages.at(-1)?.sequence ?? 0) - 1;
  // The headers' pages are short, or have a picture in them.
  const seen = [...beginning.pages, ...ending.pages].filter(({ granule }) => granule !== 0);
  const average = seen.reduce((sum, page) => sum + page.length, 0) / seen.length;
  return between <= LONGER * average * missing;
}
