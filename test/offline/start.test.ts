import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { media } from '../fixtures/media.ts';
import { allGone, familyOf, type Seen } from '../fixtures/processes.ts';
import { serveFile } from '../fixtures/servers.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `npm start`, as a person at a terminal has it: npm, what it starts, and what that starts, in one process group. */
interface Started {
  readonly npm: ChildProcess;
  readonly lines: readonly string[];
  readonly url: string;
  readonly family: readonly Seen[];
  readonly exit: Promise<number | null>;
}

const started: Started[] = [];

async function npmStart(settings: Readonly<Record<string, string>> = {}): Promise<Started> {
  const { PATH, HOME } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { PATH, HOME, PORT: '0', MAX_CONCURRENT_STREAMS: '3', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  for (const output of [npm.stdout, npm.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      lines.push(line);
      const url = /^ready (http:\S+)$/.exec(line)?.[1];
      if (url) ready.resolve(url);
    });
  }
  const exit = new Promise<number | null>((resolve) => npm.once('close', resolve));
  const early = exit.then((code) => Promise.reject(new Error(`npm start ended with ${code}:\n${lines.join('\n')}`)));
  early.catch(() => {});
  const url = await Promise.race([ready.promise, early]);
  const service = { npm, lines, url, exit, family: familyOf(npm.pid ?? 0) };
  started.push(service);
  return service;
}

const ids = ({ family }: Started, what: RegExp) =>
  family.filter(({ command }) => what.test(command)).map(({ pid }) => pid);

afterEach(async () => {
  for (const { npm, exit, family } of started.splice(0)) {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-(npm.pid ?? 0), 'SIGTERM');
    await exit;
    await allGone(family);
  }
});

describe('npm start', () => {
  test('checks itself with the bundled sample, names the next thing to try, and serves it', async () => {
    const { lines, url } = await npmStart();
    const text = lines.join('\n');
    expect(text).toMatch(/self-check: 20\.0 s of music → Opus: \d+ KB, first audio after \d+ ms, .* × real time\)/);
    // The environments' own lines may come in between and behind, whenever they are done.
    const place = (line: RegExp) => lines.findIndex((one) => line.test(one));
    expect(place(/^ready http:/)).toBeGreaterThan(place(/^self-check: /));
    // People read this: what has been measured is in /metrics.
    await expect.poll(() => lines.some((line) => line.includes('"message":"ended"')), { timeout: 20_000 }).toBe(true);
    expect(lines.filter((line) => line.includes('_aws'))).toEqual([]);
    const source = /"source_url":"(http:[^"]+)"/.exec(text)?.[1] ?? '';
    expect(text).toContain(`curl -sSfN -X POST ${url}/transcode`);
    const response = await fetch(`${url}/transcode?format=mp3&source_url=${encodeURIComponent(source)}`);
    expect([response.status, response.headers.get('x-source-format')]).toEqual([200, 'wav']);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
  });

  test('lists every setting that is wrong, and starts nothing', async () => {
    const wrong = npmStart({ PORT: 'here', LOG_LEVEL: 'LOUD' });
    await expect(wrong).rejects.toThrow(/PORT must be a whole number[\s\S]*LOG_LEVEL must be one of/);
    await expect(wrong).rejects.not.toThrow(/ at .*\.ts:\d+/);
  });
});

test('A service that does not pass its self-check says so and ends, with nothing left.', async () => {
  await expect(npmStart({ FFMPEG_PATH: '/nonexistent/ffmpeg' })).rejects.toThrow(/The encoder could not be started/);
});

test('Where calls have to be signed, it says that it left its self-check out, and serves.', async () => {
  const { lines } = await npmStart({ SIGNING_KEYS: 'first:correct-horse-battery' });
  expect(lines.join('\n')).toContain('self-check: left out');
});

describe('however it ends, nothing is left', () => {
  test('Ctrl-C, which everybody at the terminal is sent', async () => {
    const { npm, exit, family } = await npmStart();
    expect(family.length).toBeGreaterThan(5);
    process.kill(-(npm.pid ?? 0), 'SIGINT');
    await exit;
    await allGone(family);
  });
  test.for<[string, RegExp]>([
    ['npm', /^npm start/],
    ['the boot file', /boot\.mjs/],
    ['the start', /lib\/cli\/start\.ts/],
    ['the emulator', /serverless/],
  ])('kill -9 of %s', async ([, what]) => {
    const origin = await serveFile(await media('mp3'), { paceBytesPerSecond: 16_000 });
    const begun = await npmStart({ SOURCE_ALLOW: origin.hostPort });
    const stream = await fetch(`${begun.url}/transcode?source_url=${encodeURIComponent(origin.url)}`);
    expect(stream.status).toBe(200);
    // With the encoder that is at work now.
    const service = { ...begun, family: familyOf(begun.npm.pid ?? 0) };
    expect(ids(service, /ffmpeg -nostdin/)).toHaveLength(1);
    const [victim] = ids(service, what);
    expect(victim).toBeDefined();
    process.kill(victim ?? 0, 'SIGKILL');
    await allGone(service.family.filter(({ pid }) => pid !== service.npm.pid || victim === pid));
    await service.exit;
    await allGone(service.family);
    await stream.body?.cancel().catch(() => {});
    await origin.close();
  });
});

test('SIGTERM lets a stream finish, refuses new ones in the contract’s words, and ends with 0.', async () => {
  const origin = await serveFile(await media('mp3'), { paceBytesPerSecond: 64_000 });
  const service = await npmStart({ SOURCE_ALLOW: origin.hostPort });
  const ask = () =>
    fetch(`${service.url}/transcode`, {
      method: 'POST',
      body: JSON.stringify({ source_url: origin.url, output_format: 'opus', quality: 'low' }),
    });
  const running = await ask();
  expect(running.status).toBe(200);
  const [emulator] = ids(service, /bin\/serverless offline/);
  process.kill(emulator ?? 0, 'SIGTERM');
  let refused = await ask();
  while (refused.status === 200) {
    await refused.body?.cancel();
    refused = await ask();
  }
  expect(refused.headers.get('retry-after')).toBe('5');
  expect([refused.status, await refused.json()]).toEqual([
    503,
    expect.objectContaining({
      code: 'SHUTTING_DOWN',
      recoverable: true,
      transcode_id: expect.stringMatching(/^[\da-f-]{36}$/),
    }),
  ]);
  expect((await running.arrayBuffer()).byteLength).toBeGreaterThan(60_000);
  expect(await service.exit).toBe(0);
  await origin.close();
});
