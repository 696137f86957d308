import { type OggCodec, oggCodec, opusSamples } from '../source-length/ogg-codec.ts';
import { type SourcePage, sourcePages } from '../source-length/ogg-page.ts';
import { averageRate, type CodedBytes, coding, ENOUGH_FRAMES, type SourceCoding } from './coding.ts';

/** Bytes of OpusHead before its mapping family (RFC 7845, 5.1), and its version, whose low bits may change (ibid.). */
const FAMILY = 18;
const VERSION = 8;
/** Bytes of Vorbis' identification header before its nominal bitrate (Vorbis I, 4.2.2). */
const NOMINAL = 20;

/** An Ogg file whose first stream is its audio; nothing is said of a film. */
export function oggCoding({ head, length, duration }: CodedBytes): SourceCoding | undefined {
  const pages = sourcePages(head, 0);
  const [first] = pages;
  const start = first?.packets[0];
  if (!first?.begins || start === undefined) return undefined;
  const codec = oggCodec(head, start, first.next);
  if (!codec) return undefined;
  const isAlone = pages.every(({ serial, begins }, index) => serial === first.serial && (index === 0 || !begins));
  const audio = pages.slice(pages.findIndex(({ granule }) => granule > 0));
  const isSeen = audio[0] !== undefined && audio[0].granule > 0;
  const headers = isSeen ? pages.slice(0, -audio.length) : pages;
  const headerBytes = headers.reduce((sum, page) => sum + page.length, 0);
  return coding({
    ...{ codec: codec.codec, sampleRate: codec.sampleRate, channels: codec.channels },
    bitrate:
      duration && length && isSeen
        ? averageRate((length - headerBytes) * shareOfBodies(audio), duration)
        : Math.max(nominal(codec, head, start), isAlone && isSeen ? inHead(codec, head, audio) : 0),
    copyable: isAlone && isSeen && isCopyable(codec, head, start, audio),
    packetMs: codec.codec === 'opus' && isSeen ? longestPacket(head, audio) : 0,
  });
}

/** What a Vorbis encoder aims at; of what is simple to code it makes less, so that this is an upper bound. */
const nominal = ({ codec }: OggCodec, head: Buffer, start: number): number =>
  codec === 'vorbis' ? head.readInt32LE(start + NOMINAL) / 1000 : 0;

/** The share of the packets in the pages: one with a single packet has 28 bytes of its own (RFC 3533, section 6). */
const shareOfBodies = (pages: readonly SourcePage[]): number =>
  pages.reduce((sum, { body }) => sum + body, 0) / pages.reduce((sum, { length }) => sum + length, 0);

/** The pages' bitrates, weighted by their bytes: a silence in front has many seconds and hardly a byte. */
function inHead(codec: OggCodec, head: Buffer, audio: readonly SourcePage[]): number {
  const { sampleRate } = codec;
  let [weighted, bytes] = [0, 0];
  let before = audio[0]?.granule ?? 0;
  for (const { granule, body } of audio.slice(1)) {
    if (!(granule > before)) continue;
    weighted += (body * body * sampleRate) / (granule - before);
    bytes += body;
    before = granule;
  }
  return bytes > 0 ? ((weighted / bytes) * 8) / 1000 : inFirstPage(codec, head, audio[0]);
}

/** Of the first page with audio, whose packets of Opus say how long they are; nobody has to wait for the second. */
function inFirstPage(codec: OggCodec, head: Buffer, page: SourcePage | undefined): number {
  if (!page || codec.codec !== 'opus') return 0;
  return averageRate(page.body, codec.held(head, page)[0] / codec.sampleRate);
}

function isCopyable(codec: OggCodec, head: Buffer, start: number, audio: readonly SourcePage[]): boolean {
  const packets = audio.reduce((sum, page) => sum + page.packets.length, 0);
  const isEnough = packets >= ENOUGH_FRAMES || audio.at(-1)?.ends === true;
  if (!isEnough || codec.codec === 'vorbis') return false;
  if (codec.codec === 'flac') return audio.every((page) => ownPackets(page).every((at) => isFlacFrame(head, at)));
  const isSimple = head[start + FAMILY] === 0 && (head[start + VERSION] ?? 0) < 16 && codec.channels <= 2;
  return isSimple && isInStep(codec, head, audio);
}

/** Milliseconds of the longest packet of Opus. */
const longestPacket = (head: Buffer, audio: readonly SourcePage[]): number =>
  Math.max(0, ...audio.flatMap((page) => ownPackets(page).map((at) => opusSamples(head.subarray(at)) / 48)));

/** The packets of a page of which the first byte is in it. */
const ownPackets = ({ packets, continued }: SourcePage): readonly number[] => packets.slice(continued ? 1 : 0);

/** RFC 9639, 9.1: the sync code and either blocking strategy. */
const isFlacFrame = (head: Buffer, at: number): boolean => head[at] === 0xff && ((head[at + 1] ?? 0) & 0xfe) === 0xf8;

/** Whether each page goes on for as long as its packets last; the last of a stream may end before (RFC 7845, 4.4). */
function isInStep(codec: OggCodec, head: Buffer, audio: readonly SourcePage[]): boolean {
  return audio.every((page, index) => {
    const before = audio[index - 1];
    if (!before || page.ends || page.continued) return true;
    if (page.sequence !== before.sequence + 1 || page.granule < 0 || before.granule < 0) return false;
    return page.granule - before.granule === codec.held(head, page)[0];
  });
}
