/** The machine's clock is set while an answer is under way: by an hour, to either side. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { requireDebian } from '../fixtures/debian.ts';
import { here } from '../fixtures/here.ts';
import { media } from '../fixtures/media.ts';
import { oneEnvironment } from '../fixtures/one-environment.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';
import { eventually } from '../offline/emulator.ts';

const FOLDERS: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
const LIBRARY = `/usr/lib/${FOLDERS[process.arch] ?? ''}/faketime/libfaketime.so.1`;

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

let origin: FileServer;
beforeAll(async () => {
  await requireDebian('libfaketime');
  const file = await media('mp3');
  origin = await serveFiles({
    '/paced.mp3': { file, headersAfterMs: 1_500, paceBytesPerSecond: 80_000 },
    '/fast.mp3': { file },
  });
});
afterAll(() => origin?.close());

test.for(['+3600', '-3600'])(
  'A clock that is set by %s s neither ends an answer nor moves its deadline.',
  async (by) => {
    // Not in /tmp: an environment has one of its own.
    const folder = await mkdtemp(`${DIST}clock-`);
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const clock = join(folder, 'clock');
    await writeFile(clock, '+0');
    const environment = {
      ...{ LD_PRELOAD: LIBRARY, FAKETIME_TIMESTAMP_FILE: clock },
      ...{ FAKETIME_NO_CACHE: '1', LOG_LEVEL: 'ERROR', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    };
    const handler = 'dist/functions/transcode/index.handler';
    const { url, lines, close } = await oneEnvironment(handler, origin.hostPort, { environment });
    onTestFinished(close);
    const ask = (path: string): Promise<Response> =>
      fetch(`${url}/transcode?source_url=${encodeURIComponent(origin.url + path)}&format=opus`);

    const before = origin.requests.length;
    const asked = ask('/paced.mp3');
    await eventually(() => expect(origin.requests.length).toBeGreaterThan(before));
    await writeFile(clock, by);
    const response = await asked;
    expect(response.status).toBe(200);
    const deadline = Number(response.headers.get('x-stream-deadline'));
    expect(deadline).toBeGreaterThan(600);
    expect(deadline).toBeLessThanOrEqual(900);
    const whole = await here({ source_url: `${origin.url}/fast.mp3`, output_format: 'opus' }, [origin.hostPort]);
    expect(Buffer.from(await response.arrayBuffer()).equals(whole)).toBe(true);

    expect(lines.filter((line) => line.includes('ERROR'))).toEqual([]);

    // Lambda's own deadlines, which are times of day, are right again; the function has met another jump.
    await writeFile(clock, '+0');
    const next = await ask('/fast.mp3');
    expect(next.status).toBe(200);
    expect((await next.arrayBuffer()).byteLength).toBe(whole.length);
  },
);
