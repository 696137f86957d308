import { mkdtempSync, read, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { openSession } from '../../../lib/session/session.ts';
import { spool } from '../../../lib/source/spool.ts';
import { media } from '../../fixtures/media.ts';
import { serveFiles } from '../../fixtures/servers.ts';
import { streamOf } from '../../unit/source/streams.ts';
import { noise } from './ranged.ts';

const SOURCE = noise(200_000);
const chunks = () => streamOf([SOURCE.subarray(0, 1), SOURCE.subarray(1, 100_000), SOURCE.subarray(100_000)]);
const tooLarge = () => new Error('too large');
const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith('sluice-spool-'));
const open = () => readdirSync('/proc/self/fd').length;

test('a spooled source is a file without a name, to be read from its start', async () => {
  const before = open();
  const { fd, close } = await spool(chunks(), 200_000, tooLarge);
  expect(spools()).toEqual([]);
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

/** A disk of its own, with what an environment has left that died, and something else. */
function diskWithLeftovers(): string {
  const disk = mkdtempSync(join(tmpdir(), 'disk-'));
  for (const name of ['sluice-spool-left', 'other-left']) writeFileSync(join(disk, name), 'audio');
  vi.stubEnv('TMPDIR', disk);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(disk, { recursive: true });
  });
  return disk;
}

test('what a dead environment has left is wiped, and nothing else', async () => {
  const disk = diskWithLeftovers();
  const { close } = await spool(chunks(), 200_000, tooLarge);
  await close();
  expect(readdirSync(disk)).toEqual(['other-left']);
});

test('a source that is not put on disk costs no look at it', async () => {
  const origin = await serveFiles({ '/a.mp3': { file: await media('mp3') } });
  onTestFinished(origin.close);
  const disk = diskWithLeftovers();
  const { body } = await openSession(
    parseRequest({ source_url: `${origin.url}/a.mp3`, output_format: 'opus', duration: 1 }),
    {
      binary: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
      allow: new Set([origin.hostPort]),
      userAgent: 'Sluice/test',
      deadline: performance.now() + 60_000,
      log: () => {},
    },
  );
  for await (const _ of body);
  expect(readdirSync(disk)).toHaveLength(2);
});
