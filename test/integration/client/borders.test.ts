import { beforeAll, describe, expect, test } from 'vitest';
import { splice } from '../../../lib/audio/splice/splice.ts';
import type { Splice } from '../../../lib/audio/splice/splicing.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../../../lib/contract/formats.ts';
import { here } from '../../fixtures/here.ts';
import { media } from '../../fixtures/media.ts';
import { between, random } from '../../fixtures/random.ts';
import { serveFiles } from '../../fixtures/servers.ts';

const RATE = 48_000;
const answers = new Map<OutputFormat, Buffer>();
const answerOf = (format: OutputFormat): Buffer => answers.get(format) ?? Buffer.alloc(0);

beforeAll(async () => {
  const files = await serveFiles({ '/wav': { file: await media('wav') } });
  const source_url = `${files.url}/wav`;
  for (const output_format of OUTPUT_FORMATS) {
    answers.set(output_format, await here({ source_url, output_format, duration: 5.03 }, [files.hostPort]));
  }
  await files.close();
});

/** Pushes in chunks of random lengths, some of a single byte. */
function fed(splicing: Splice, bytes: Buffer, next: () => number): Buffer {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = next() < 0.1 ? 1 : between(next, 1, 9_000);
    parts.push(splicing.push(bytes.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat(parts);
}

describe.each(OUTPUT_FORMATS)('%s', (format) => {
  test.for([1, 2, 3])(
    'an undisturbed answer goes through as it is, however it is cut into chunks (seed %i)',
    (seed) => {
      const splicing = splice(format, RATE, 2);
      const through = Buffer.concat([fed(splicing, answerOf(format), random(seed)), splicing.finish()]);
      expect(through.equals(answerOf(format))).toBe(true);
    },
  );

  test.for([1, 2, 3, 4, 5])(
    'the same answer again, behind a break at any byte, gives the rest of it (seed %i)',
    (seed) => {
      const next = random(seed);
      const bytes = answerOf(format);
      const splicing = splice(format, RATE, 2);
      const some = (): Buffer => bytes.subarray(0, between(next, 1, bytes.length - 1));
      const parts = [fed(splicing, some(), next)];
      // MP3's header is in its first leg alone, and so is everybody's.
      while (parts[0]?.length === 0) parts[0] = fed(splicing, bytes.subarray(0, bytes.length / 2), next);
      for (let broken = 0; broken < 3; broken++) {
        splicing.begin(0);
        parts.push(fed(splicing, some(), next));
      }
      splicing.begin(0);
      parts.push(fed(splicing, bytes, next), Buffer.from(splicing.finish()));
      expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    },
  );

  test('nothing of half a frame leaves', () => {
    const bytes = answerOf(format);
    const splicing = splice(format, RATE, 2);
    const first = splicing.push(bytes.subarray(0, 20_001));
    expect(first.length).toBeGreaterThan(0);
    expect(bytes.subarray(0, first.length).equals(first)).toBe(true);
    const { position } = splicing;
    splicing.begin(undefined);
    expect(splicing.position).toBe(position);
  });

  test('a leg begins on a border, at least as far in front as it is told, and never before the beginning', () => {
    const splicing = splice(format, RATE, 2);
    expect(splicing.resumeAt(1)).toBe(0);
    splicing.push(answerOf(format));
    const { position } = splicing;
    expect(position).toBeGreaterThan(4.8);
    expect(splicing.resumeAt(100)).toBe(0);
    expect(splicing.resumeAt(1)).toBeLessThanOrEqual(position - 1);
    expect(splicing.resumeAt(1)).toBeGreaterThan(position - 1 - 2.5);
  });
});

/** The flags of each page. */
function flagsOf(ogg: Buffer): number[] {
  const flags: number[] = [];
  for (let at = ogg.indexOf('OggS'); at >= 0; at = ogg.indexOf('OggS', at + 4)) flags.push(ogg[at + 5] ?? 0);
  return flags;
}

test('The mark of an Ogg stream’s end is held back until it is the end of all.', () => {
  const bytes = answerOf('opus');
  const splicing = splice('opus', RATE, 2);
  const before = splicing.push(bytes);
  expect(splicing.marked()).toBe(true);
  expect(before.length).toBeLessThan(bytes.length);
  splicing.begin(undefined);
  expect(splicing.marked()).toBe(false);
  const flags = flagsOf(Buffer.from(splicing.push(bytes)));
  expect(flags.length).toBeGreaterThan(3);
  expect(flags.filter((flag) => flag !== 0)).toEqual([]);
});
