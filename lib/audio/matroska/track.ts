import { type Element, elements, findElement, float, ID, integer, segment, text } from './elements.ts';

/** The first audio track of a Matroska or WebM file (RFC 9559, 5.1.4.1). */
export interface AudioTrack {
  readonly number: number;
  readonly codec: string;
  readonly private: Buffer;
  /** Hz that a decoder gives. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Seconds that a decoder drops in front. */
  readonly delay: number;
  /** Whether its frames are compressed or encrypted once more. */
  readonly isEncoded: boolean;
  /** Whether the file has tracks beside it. */
  readonly isAlone: boolean;
}

const AUDIO = 2;
/** Defaults of the audio settings (RFC 9559, 5.1.4.1.29). */
const DEFAULT_RATE = 8000;
const DEFAULT_CHANNELS = 1;

const orElse = (value: number, other: number): number => (Number.isNaN(value) ? other : value);

export function audioTrack(head: Buffer): AudioTrack | undefined {
  const tracks = findIn(head, ID.TRACKS);
  if (!tracks?.whole) return undefined;
  const all = [...elements(head, tracks.start, tracks.end)].filter(({ id }) => id === ID.TRACK);
  const track = all.find((entry) => integer(head, findElement(head, entry, ID.TYPE)) === AUDIO);
  if (!track) return undefined;
  const of = (...path: number[]): Element | undefined => findElement(head, track, ...path);
  const own = of(ID.PRIVATE);
  return {
    number: integer(head, of(ID.NUMBER)),
    codec: text(head, of(ID.CODEC)),
    private: own?.whole ? head.subarray(own.start, own.end) : Buffer.alloc(0),
    sampleRate: orElse(
      float(head, of(ID.AUDIO, ID.OUTPUT_RATE)),
      orElse(float(head, of(ID.AUDIO, ID.RATE)), DEFAULT_RATE),
    ),
    channels: orElse(integer(head, of(ID.AUDIO, ID.CHANNELS)), DEFAULT_CHANNELS),
    bits: integer(head, of(ID.AUDIO, ID.BITS)),
    delay: orElse(integer(head, of(ID.DELAY)), 0) / 1e9,
    isEncoded: of(ID.ENCODINGS) !== undefined,
    isAlone: all.length === 1,
  };
}

/** An element of the segment. */
export function findIn(head: Buffer, ...path: number[]): Element | undefined {
  const all = segment(head);
  return all && findElement(head, all, ...path);
}

/** Frames of a track in the first cluster, as far as it is there; none of a block with several in it. */
export function* blocks(head: Buffer, track: number): Generator<Buffer> {
  const cluster = findIn(head, ID.CLUSTER);
  if (!cluster) return;
  for (const { id, start, end, whole } of elements(head, cluster.start, cluster.end)) {
    const block = id === ID.BLOCK_GROUP ? findElement(head, { start, end }, ID.BLOCK) : undefined;
    const body = id === ID.SIMPLE_BLOCK ? { start, end, whole } : block;
    // A track number of one byte, a timestamp, and flags whose middle bits say how frames are laced (RFC 9559, 10.2).
    const isOne = body?.whole && head[body.start] === (track | 0x80) && ((head[body.start + 3] ?? 0) & 0x06) === 0;
    if (body && isOne) yield head.subarray(body.start + 4, body.end);
  }
}
