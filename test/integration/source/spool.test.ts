import { read, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { spool, wipeSpools } from '../../../lib/source/spool.ts';
import { streamOf } from '../../unit/source/streams.ts';
import { noise } from './ranged.ts';

const SOURCE = noise(200_000);
const chunks = () => streamOf([SOURCE.subarray(0, 1), SOURCE.subarray(1, 100_000), SOURCE.subarray(100_000)]);
const tooLarge = () => new Error('too large');
const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith('sluice-spool-'));
const open = () => readdirSync('/proc/self/fd').length;

test('a spooled source is a file without a name, to be read from its start', async () => {
  const before = open();
  const { fd, bytes, close } = await spool(chunks(), 200_000, tooLarge);
  expect([bytes, spools()]).toEqual([200_000, []]);
  const into = Buffer.alloc(200_001);
  // From the descriptor's own position, as an encoder that inherits it does.
  const { bytesRead } = await promisify(read)(fd, into, 0, into.length, null);
  expect(into.subarray(0, bytesRead).equals(SOURCE)).toBe(true);
  await close();
  await close();
  expect(open()).toBe(before);
});

test('one byte more than the limit is too large, and leaves nothing', async () => {
  const before = open();
  await expect(spool(chunks(), 199_999, tooLarge)).rejects.toThrow('too large');
  expect([open(), spools()]).toEqual([before, []]);
});

test('a stream that fails leaves nothing', async () => {
  const before = open();
  async function* failing(): AsyncGenerator<Buffer> {
    yield SOURCE;
    throw new Error('cut');
  }
  await expect(spool(failing(), 1e6, tooLarge)).rejects.toThrow('cut');
  expect([open(), spools()]).toEqual([before, []]);
});

test('what a dead environment has left is wiped, and nothing else', async () => {
  const left = join(tmpdir(), 'sluice-spool-left');
  writeFileSync(left, 'audio');
  const other = join(tmpdir(), 'other-left');
  writeFileSync(other, '');
  await wipeSpools();
  expect(spools()).toEqual([]);
  expect(readdirSync(tmpdir())).toContain('other-left');
  rmSync(other);
});
