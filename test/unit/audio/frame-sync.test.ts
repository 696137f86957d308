import { describe, expect, test } from 'vitest';
import { type Recognised, recognise, recogniseFurther, SIGNATURE_BYTES } from '../../../lib/audio/container.ts';
import { frameSync, SYNC_WITHIN } from '../../../lib/audio/frame-sync.ts';
import { type StreamKind, stream } from '../../fixtures/joined.ts';
import { randomFrom } from '../source/streams.ts';
import { frame } from './mpeg/stream.ts';

/** So many places to join a stream at: four frames and more of each, so that every byte of a frame is first. */
const PLACES = 4_000;

/** What comes of a stream from each place on, and how often. */
function joined(bytes: Buffer, look: (head: Buffer) => Recognised): ReadonlyMap<string, number> {
  const tally = new Map<string, number>();
  for (let at = 0; at < PLACES; at++) {
    const found = look(bytes.subarray(at, at + SYNC_WITHIN));
    const name = found.kind === 'container' ? found.container : found.kind;
    tally.set(name, (tally.get(name) ?? 0) + 1);
  }
  return tally;
}

describe('a stream is known wherever it is joined:', () => {
  test.for<[StreamKind, string]>([
    ['mp3-128', 'mp3'],
    ['mp3-320', 'mp3'],
    ['mp3-low', 'mp3'],
    ['aac', 'aac'],
  ])('%s', async ([kind, container]) => {
    expect(joined(await stream(kind), recogniseFurther)).toEqual(new Map([[container, PLACES]]));
  });

  test('what its first bytes alone are taken for is no refusal', async () => {
    for (const kind of ['mp3-320', 'aac'] as const) {
      const found = joined(await stream(kind), (head) => recognise(head.subarray(0, SIGNATURE_BYTES)));
      expect([...found.keys()].toSorted()).toEqual(['aac', 'mp3', 'unknown']);
    }
  });
});

describe('the first of three frames', () => {
  test('of AAC is where the stream begins', async () => {
    const aac = await stream('aac');
    const [first, second = 0] = [frameSync(aac)?.offset, frameSync(aac.subarray(1))?.offset];
    expect([first, recogniseFurther(aac.subarray(1))]).toEqual([
      0,
      { kind: 'container', container: 'aac', junk: second },
    ]);
    expect(aac.readUInt16BE(1 + second)).toBe(aac.readUInt16BE(0));
  });

  test('is found as late as frames can be long, and not without the third’s header', () => {
    // 160 kbit/s, layer II, 8 kHz with padding: 1152 / 8 × 160,000 / 8,000 + 1 bytes.
    const longest = frame(2881, [0xff, 0xe5, 0xea, 0x00]);
    const bytes = Buffer.concat([Buffer.alloc(2880), longest, longest, longest.subarray(0, 4)]);
    expect(bytes.length).toBeLessThan(SYNC_WITHIN);
    expect(frameSync(bytes)).toEqual({ container: 'mp3', offset: 2880 });
    expect(frameSync(bytes.subarray(0, -1))).toBeUndefined();
  });

  test('is not found in noise', () => {
    const random = randomFrom(7);
    const noise = Buffer.from(Array.from({ length: 1_000_000 }, () => random(256)));
    expect(frameSync(noise)).toBeUndefined();
  });
});
