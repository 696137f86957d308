import { expect, test } from 'vitest';
import { pageAt, pageBytes } from '../../../../lib/audio/splice/page.ts';
import { splice } from '../../../../lib/audio/splice/splice.ts';

/** CELT, full band, 20 ms (RFC 6716, 3.1). */
const packet = (value: number): Uint8Array => Uint8Array.of(0xf8, value);
const FRAME = 960;

/** A stream of pages of two packets each. */
function stream(preSkip: number, packets: number, { ends = false, serial = 7 } = {}): Buffer {
  const head = Uint8Array.from([...Buffer.from('OpusHead'), 1, 2, preSkip & 255, preSkip >> 8, 0, 0, 0, 0, 0, 0, 0]);
  const page = (sequence: number, flags: number, granule: number, of: readonly Uint8Array[]): Uint8Array =>
    pageBytes({ flags, granule: BigInt(granule), serial, sequence, packets: of });
  const pages = [page(0, 2, 0, [head]), page(1, 0, 0, [Uint8Array.from(Buffer.from('OpusTags'))])];
  for (let at = 0; at < packets; at += 2) {
    const flags = ends && at + 2 >= packets ? 4 : 0;
    pages.push(page(pages.length, flags, (at + 2) * FRAME, [packet(at), packet(at + 1)]));
  }
  return Buffer.concat(pages);
}

function pagesOf(bytes: Uint8Array) {
  const pages: NonNullable<ReturnType<typeof pageAt>>[] = [];
  for (let at = 0, page = pageAt(bytes, 0); page; at += page.length, page = pageAt(bytes, at)) pages.push(page);
  return pages;
}

test('A page that begins before the seam is rebuilt without what was heard, under the first serial and the next number.', () => {
  const splicing = splice('opus', 48_000, 2);
  const before = pagesOf(splicing.push(stream(120, 100)));
  splicing.begin((97 * FRAME) / 48_000);
  const [first, second] = pagesOf(splicing.push(stream(120, 6, { serial: 9 })));
  expect(before.at(-1)).toMatchObject({ sequence: 51, granule: BigInt(100 * FRAME) });
  expect(first).toMatchObject({ sequence: 52, serial: 7, granule: BigInt(101 * FRAME), packets: [packet(3)] });
  expect(second).toMatchObject({ sequence: 53, serial: 7, granule: BigInt(103 * FRAME) });
});

test.for<[number, number]>([
  [312, 120],
  [120, 312],
  [3840, 120],
])('A leg whose pre-skip is not the first one’s (%i and %i) joins without a gap, soon and late.', ([own, next]) => {
  for (const packets of [10, 40, 200]) {
    const splicing = splice('opus', 48_000, 2, { nextPreSkip: next });
    splicing.push(stream(own, packets));
    const at = splicing.resumeAt(1);
    // Its first packet has this content, less its pre-skip, and goes where the first leg had that, less its own.
    const place = at * 48_000 + own - next;
    expect(Math.round(place) % FRAME).toBe(0);
    splicing.begin(at);
    const dropped = packets - Math.round(place) / FRAME;
    const [first] = pagesOf(splicing.push(stream(next, 100)));
    expect(first?.packets[0]).toEqual(packet(dropped));
  }
});

test('The mark of the end comes with the end of all, and with its own granule.', () => {
  const splicing = splice('opus', 48_000, 2);
  splicing.push(stream(120, 10, { ends: true }));
  expect(splicing.marked()).toBe(true);
  splicing.begin(0);
  expect(splicing.marked()).toBe(false);
  const [held] = pagesOf(splicing.push(stream(120, 12, { ends: true })));
  expect(held).toMatchObject({ flags: 0, granule: BigInt(10 * FRAME) });
  expect(pagesOf(splicing.finish())).toMatchObject([{ flags: 4, granule: BigInt(12 * FRAME), sequence: 7 }]);
});
