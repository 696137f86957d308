import { unsigned } from '../unsigned.ts';
import { type Box, boxes, findBox, movie } from './boxes.ts';

/** The first audio track of an MP4, as its index describes it (ISO 14496-12; its section numbers below). */
export interface AudioTrack {
  /** Units in a second of this track's times, and its duration in them (8.4.2); NaN where they are not known. */
  readonly timescale: number;
  readonly duration: number;
  /** Units in a second of the edits' durations (8.2.2). */
  readonly movieTimescale: number;
  /** The sample description and how many there are (8.5.2). */
  readonly entry: Box | undefined;
  readonly entries: number;
  /** Sizes of its frames (8.7.3); `undefined` where the index is not all there. */
  readonly frames: Frames | undefined;
  /** Units that its frames last in all (8.6.1.2); NaN where the index is not all there. */
  readonly time: number;
  /** Its edit list (8.6.6); empty where it has none, `undefined` where one is not all there. */
  readonly edits: readonly Edit[] | undefined;
  /** Whether the file has tracks beside it. */
  readonly isAlone: boolean;
  /** Whether fragments follow (8.8.1), of which the index says nothing. */
  readonly isFragmented: boolean;
}

export interface Frames {
  readonly count: number;
  readonly bytes: number;
  readonly largest: number;
}

export interface Edit {
  /** In the movie's timescale. */
  readonly duration: number;
  /** In the track's; −1 of an edit that is empty. */
  readonly start: number;
  readonly rate: number;
}

/** More edits than these are no audio file's: so that a false count leads nowhere. */
const MOST_EDITS = 16;

export function audioTrack(head: Buffer): AudioTrack | undefined {
  const index = movie(head);
  if (!index) return undefined;
  const tracks = [...boxes(head, index.start, index.end)].filter(({ type }) => type === 'trak');
  const track = tracks.find((candidate) => isAudio(head, candidate));
  const media = track && findBox(head, track, 'mdia');
  const header = media && findBox(head, media, 'mdhd');
  if (!header) return undefined;
  const isLong = head[header.start] === 1; // version 1: 64 bits (8.4.2.2)
  const general = findBox(head, index, 'mvhd');
  const table = findBox(head, media, 'minf', 'stbl');
  const descriptions = table && findBox(head, table, 'stsd');
  return {
    timescale: unsigned(head, header.start + (isLong ? 20 : 12), 4),
    duration: isLong ? unsigned(head, header.start + 24, 8) : unsigned(head, header.start + 16, 4),
    // The creation and modification times stand before it.
    movieTimescale: general ? unsigned(head, general.start + (head[general.start] === 1 ? 20 : 12), 4) : Number.NaN,
    entry: descriptions && [...boxes(head, descriptions.start + 8, descriptions.end)][0],
    entries: descriptions ? unsigned(head, descriptions.start + 4, 4) : 0,
    frames: table && index.whole ? frames(head, findBox(head, table, 'stsz')) : undefined,
    time: table && index.whole ? timeOf(head, findBox(head, table, 'stts')) : Number.NaN,
    edits: edits(head, track),
    isAlone: tracks.length === 1,
    isFragmented: findBox(head, index, 'mvex') !== undefined,
  };
}

const isAudio = (head: Buffer, track: Box): boolean => {
  const handler = findBox(head, track, 'mdia', 'hdlr');
  return handler !== undefined && head.toString('latin1', handler.start + 8, handler.start + 12) === 'soun';
};

function frames(head: Buffer, sizes: Box | undefined): Frames | undefined {
  if (!sizes?.whole) return undefined;
  const common = unsigned(head, sizes.start + 4, 4);
  const count = unsigned(head, sizes.start + 8, 4);
  if (common > 0) return { count, bytes: common * count, largest: common };
  if (!(sizes.start + 12 + count * 4 <= sizes.end)) return undefined;
  let [bytes, largest] = [0, 0];
  for (let at = sizes.start + 12; at < sizes.start + 12 + count * 4; at += 4) {
    const size = unsigned(head, at, 4);
    bytes += size;
    largest = Math.max(largest, size);
  }
  return { count, bytes, largest };
}

/** Pairs of a number of frames and the time that each of them lasts. */
function timeOf(head: Buffer, times: Box | undefined): number {
  if (!times?.whole) return Number.NaN;
  const end = times.start + 8 + unsigned(head, times.start + 4, 4) * 8;
  if (!(end <= times.end)) return Number.NaN;
  let sum = 0;
  for (let at = times.start + 8; at < end; at += 8) sum += unsigned(head, at, 4) * unsigned(head, at + 4, 4);
  return sum;
}

function edits(head: Buffer, track: Box): Edit[] | undefined {
  const list = findBox(head, track, 'edts', 'elst');
  if (!list) return [];
  const count = unsigned(head, list.start + 4, 4);
  const width = head[list.start] === 1 ? 8 : 4;
  if (!list.whole || !(count <= MOST_EDITS) || list.start + 8 + count * (2 * width + 4) > list.end) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = list.start + 8 + index * (2 * width + 4);
    const start = unsigned(head, at + width, width);
    // Signed, of which −1 alone is anything but a place (8.6.6.3).
    const isEmpty = start >= 2 ** (width * 8 - 1);
    return {
      duration: unsigned(head, at, width),
      start: isEmpty ? -1 : start,
      rate: unsigned(head, at + 2 * width, 4),
    };
  });
}
