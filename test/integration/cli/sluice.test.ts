import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ERROR_EXIT } from '../../../lib/cli/exit-codes.ts';
import { ERROR_CODES, type ErrorCode } from '../../../lib/contract/errors.ts';
import { decode } from '../../fixtures/audio.ts';
import { here } from '../../fixtures/here.ts';
import { media } from '../../fixtures/media.ts';
import { fails, scripted } from '../../fixtures/scripted.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';
import { sluice, start } from './run.ts';

const KEY = 'test:a secret of sixteen';

let files: FileServer;
let service: Service;
let folder: string;
let source: string;

beforeAll(async () => {
  files = await serveFiles({
    '/mp3': { file: await media('mp3') },
    '/slow': { file: await media('wav'), paceBytesPerSecond: 200_000 },
  });
  service = await startService({ SOURCE_ALLOW: files.hostPort, SIGNING_KEYS: KEY });
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  source = `${files.url}/mp3`;
});
afterAll(async () => {
  await service?.stop();
  await files?.close();
  await rm(folder, { recursive: true, force: true });
});

const onService = (): string[] => ['--url', service.url, '--key', KEY, '--fallback', 'off'];
const allowed = () => ({ SOURCE_ALLOW: files.hostPort });

/** What a URL needs, but for what is wrong with it. */
const SIGN = ['sign', 'http://a.b/', '--url', 'http://a.b', '--key', `first:${'s'.repeat(16)}`];

describe('sluice transcode', () => {
  test('writes what the service makes into a file, in the format of its name', async () => {
    const file = join(folder, 'a.flac');
    const { code, out } = await sluice([
      'transcode',
      source,
      '-o',
      file,
      '--speed',
      '1.25',
      '--eq',
      'voice',
      ...onService(),
    ]);
    expect(code).toBe(0);
    expect(out.toString()).toMatch(
      /^0:1\d of flac, \d+ bytes, by the service: first audio after \d+ ms, all after [\d.]+ s\n$/,
    );
    const request = {
      source_url: source,
      output_format: 'flac',
      filters: { speed: 1.25, eq_preset: 'voice' },
    } as const;
    expect((await readFile(file)).equals(await here(request, [files.hostPort]))).toBe(true);
  });

  test('writes to a pipe, and nothing else there', async () => {
    const { code, out, err } = await sluice([
      'transcode',
      source,
      '-f',
      'mp3',
      '--start',
      '0:05',
      '--duration',
      '3',
      ...onService(),
    ]);
    expect(code).toBe(0);
    expect(err).toMatch(/^0:03 of mp3/);
    const request = { source_url: source, output_format: 'mp3', start: 5, duration: 3 } as const;
    expect(out.equals(await here(request, [files.hostPort]))).toBe(true);
  });

  test('makes a file of this machine here, and closes a WAV with its lengths', async () => {
    const file = join(folder, 'b.wav');
    expect(await sluice(['transcode', await media('flac'), '-o', file, '--quiet'])).toMatchObject({ code: 0, err: '' });
    const wave = await readFile(file);
    expect(wave.readUInt32LE(4)).toBe(wave.length - 8);
    expect((await decode(wave)).length).toBe(960_000);
  });

  test('has the service fetch a file of this machine, where that may', async () => {
    const one = await serveFiles({});
    await one.close();
    const other = await startService({ SOURCE_ALLOW: one.hostPort });
    onTestFinished(async () => void (await other.stop()));
    const argv = ['transcode', await media('mp3'), '-f', 'pcm', '--url', other.url, '--serve-on', one.hostPort];
    const { code, out, err } = await sluice([...argv, '--fallback', 'off', '--json']);
    expect({ code, bytes: out.length }).toEqual({ code: 0, bytes: 3_840_000 });
    expect(JSON.parse(err)).toMatchObject({
      origin: 'service',
      format: 'pcm',
      bytes: 3_840_000,
      seconds: 20,
      warnings: [],
    });
  });

  test('goes on without a service, and says so', async () => {
    const { code, err } = await sluice(['transcode', source, '-f', 'opus', '--url', 'http://127.0.0.1:9'], allowed());
    expect(code).toBe(0);
    expect(err).toMatch(
      /^sluice: The service cannot be reached. The local ffmpeg steps in.\n0:20 of opus, \d+ bytes, by this machine/,
    );
  });

  test('leaves a file that is there alone, unless it is told otherwise', async () => {
    const file = join(folder, 'kept.opus');
    await writeFile(file, 'mine');
    const { code, err } = await sluice(['transcode', source, '-o', file], allowed());
    expect({ code, err, kept: await readFile(file, 'utf8') }).toEqual({
      code: 2,
      err: `sluice: ${file} is there already; --force replaces it.\n`,
      kept: 'mine',
    });
    expect((await sluice(['transcode', source, '-o', file, '--force'], allowed())).code).toBe(0);
    expect((await readFile(file)).length).toBeGreaterThan(100_000);
  });

  test.for<[what: string, script: string, code: number, err: RegExp]>([
    ['has played all of it', '#!/bin/sh\ncat >/dev/null', 0, /^$/],
    ['was closed by whoever listens', '#!/bin/sh\nhead -c 1000 >/dev/null', 130, /^$/],
    [
      'fails in the midst of it',
      '#!/bin/sh\nhead -c 1000 >/dev/null\nexit 7',
      1,
      /^sluice: \S+ffplay ended with 7\.\n$/,
    ],
    ['fails at its end', '#!/bin/sh\ncat >/dev/null\nexit 7', 1, /^sluice: \S+ffplay ended with 7\.\n$/],
    ['does not start', '#!/nonexistent', 2, /^sluice: \S+ffplay does not start: spawn \S+ ENOENT\n$/],
  ])('tells of a player that %s', async ([, script, code, err]) => {
    const bin = await mkdtemp(join(folder, 'player-'));
    await writeFile(join(bin, 'ffplay'), `${script}\n`, { mode: 0o755 });
    const ran = await sluice(['transcode', source, '--play', '--quiet'], {
      ...allowed(),
      PATH: `${bin}:${process.env.PATH}`,
    });
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(err);
  });

  test('leaves nothing half-written behind when it is stopped', async () => {
    const file = join(folder, 'stopped.opus');
    const { child, ran } = start(['transcode', `${files.url}/slow`, '-o', file], allowed());
    const partial = expect.stringMatching(/^stopped\.opus\.\d+\.part$/);
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).toContainEqual(partial);
    child.kill('SIGINT');
    expect((await ran).code).toBe(130);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });

  test('writes a whole file where two write the same one', async () => {
    const [alone, shared] = [join(folder, 'alone.opus'), join(folder, 'shared.opus')];
    expect((await sluice(['transcode', source, '-o', alone, '--quiet'], allowed())).code).toBe(0);
    const both = [0, 1].map(() => sluice(['transcode', source, '-o', shared, '--quiet', '--force'], allowed()));
    expect((await Promise.all(both)).map(({ code }) => code)).toEqual([0, 0]);
    expect((await readFile(shared)).equals(await readFile(alone))).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('shared'))).toEqual(['shared.opus']);
  });

  test('leaves nothing half-written behind when it fails', async () => {
    const file = join(folder, 'failed.opus');
    const { code, err } = await sluice(['transcode', `${files.url}/nowhere`, '-o', file, '--json'], allowed());
    expect(code).toBe(ERROR_EXIT.DOWNLOAD_FAILED);
    expect(JSON.parse(err)).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      recoverable: false,
      details: { upstream_status: 404 },
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('failed'))).toEqual([]);
  });

  test.for<[mistake: string, argv: string[], says: RegExp]>([
    ['a file that is not there', ['transcode', 'nothing.wav', '-f', 'opus'], /neither a URL nor a file/],
    ['an unknown option', ['transcode', 'http://a.b/', '--loud'], /unknown option '--loud'/],
    ['a format that is none', ['transcode', 'http://a.b/', '-f', 'ogg'], /Allowed choices are opus/],
    ['a number that is none', ['transcode', 'http://a.b/', '--speed', 'fast'], /must be a number/],
    ['two places for one stream', ['transcode', 'http://a.b/', '--play', '-o', 'a.wav'], /leave one out/],
    ['a folder that is not there', ['transcode', 'http://a.b/', '-o', '/nonexistent/a.wav'], /cannot be written/],
    ['a URL that is none', ['transcode', 'http://a.b/', '--url', 'sluice', '-o', '-'], /no http or https URL/],
    ['no service', ['metrics'], /Which service\?/],
    ['a lifetime that is none', ['sign', 'http://a.b/', '--expires-in', 'soon'], /like 90s, 15m or 24h/],
    ['a lifetime that is over', [...SIGN, '--expires-in', '0s'], /lies in the past/],
    ['a lifetime of more than a day', [...SIGN, '--expires-in', '25h'], /more than 86400 s ahead/],
    ['a limit that is none', [...SIGN, '--cap', 'd=0'], /"d=0" is no cap; one is like/],
    ['a limit to a format that is none', [...SIGN, '--cap', 'f=ogg'], /"ogg" is no format; there are opus/],
    ['more than is allowed', [...SIGN, '--duration', '1:00', '--cap', 'd=30'], /allows 30 s at most/],
    ['a key without a colon', ['health', '--url', 'http://a.b', '--key', 'secret'], /--key wants id:secret/],
  ])('a mistake is told, and nothing tried: %s', async ([, argv, says]) => {
    const { code, err, out } = await sluice(argv);
    expect(code).toBe(2);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/\bat .*\.ts:|secretsecret/);
    expect(out.length).toBe(0);
  });

  test('has an exit code for each code of an error, and none for two', async () => {
    expect(Object.keys(ERROR_EXIT).toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
    expect(new Set(Object.values(ERROR_EXIT)).size).toBe(Object.keys(ERROR_EXIT).length);
  });

  test.for<ErrorCode>(['FILTER_INVALID', 'RATE_LIMITED', 'UNAUTHORIZED', 'SHUTTING_DOWN'])(
    'exits so that a script can tell: %s',
    async (code) => {
      const server = await scripted(fails(400, code, false));
      onTestFinished(server.close);
      const argv = ['transcode', source, '-o', '-', '--url', server.url, '--fallback', 'off'];
      const remedy = code === 'UNAUTHORIZED' ? ' Give --key id:secret, or set SIGNING_KEYS.' : '';
      expect(await sluice(argv)).toMatchObject({
        code: ERROR_EXIT[code],
        err: `sluice: ${code} it is.${remedy} (${code}, id-1)\n`,
      });
    },
  );
});

test('A file whose name says what is not written here is a mistake, unless the format is given.', async () => {
  const output = join(folder, 'named.m4a');
  const wrong = await sluice(['transcode', source, '-o', output], allowed());
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/^sluice: Nothing here writes \.m4a: .*--format/)]);
  expect((await sluice(['transcode', source, '-o', output, '--format', 'aac'], allowed())).code).toBe(0);
});

test('An error of the service is told with the id that its log has.', async () => {
  const gone = ['transcode', `${files.url}/gone`, '-o', join(folder, 'gone.mp3'), ...onService()];
  const id = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/;
  const { err } = await sluice(gone);
  expect(err).toMatch(new RegExp(`\\(DOWNLOAD_FAILED, ${id.source}\\)`));
  const { err: json } = await sluice([...gone, '--json']);
  expect(JSON.parse(json)).toMatchObject({ code: 'DOWNLOAD_FAILED', transcode_id: expect.stringMatching(id) });
});

test('sluice sign makes a URL that the service takes, and no longer when it is changed.', async () => {
  const argv = ['sign', source, '-f', 'wav', '--speed', '2', '--expires-in', '5m', '--url', service.url, '--key', KEY];
  const url = (await sluice(argv)).out.toString().trim();
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  const request = { source_url: source, output_format: 'wav', filters: { speed: 2 } } as const;
  expect(Buffer.from(await answer.arrayBuffer()).equals(await here(request, [files.hostPort]))).toBe(true);
  expect((await fetch(url.replace('speed=2', 'speed=1'))).status).toBe(403);
});

test('sluice sign without a key says where one is taken from.', async () => {
  const { code, err } = await sluice(['sign', source, '--url', service.url]);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^sluice: Signing takes a key .* --key id:secret, or set SIGNING_KEYS\.\n$/),
  ]);
});

test('sluice sign signs nothing that no service takes.', async () => {
  expect(await sluice([...SIGN, '--speed', '9'])).toMatchObject({
    ...{ code: ERROR_EXIT.FILTER_INVALID, out: Buffer.alloc(0) },
    err: expect.stringMatching(/^sluice: filters\.speed must be/),
  });
});

test('sluice health tells how the service is, in words or JSON.', async () => {
  const { code, out } = await sluice(['health', '--wait', '--url', service.url]);
  expect({ code, out: out.toString() }).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^(healthy|degraded): Sluice \d/),
  });
  const json = await sluice(['health', '--json'], { TRANSCODER_URL: service.url });
  expect(JSON.parse(json.out.toString())).toMatchObject({ service: 'sluice', max_streams: 4 });
});

test('sluice doctor finds what is missing, and says what to do.', async () => {
  expect((await sluice(['doctor'])).out.toString()).toMatch(/ok +ffmpeg +\S+/);
  const { code, out } = await sluice(['doctor', '--json', '--url', 'http://127.0.0.1:9'], {
    FFMPEG_PATH: '/nonexistent/ffmpeg',
  });
  expect(code).toBe(3);
  expect(JSON.parse(out.toString())).toMatchObject([
    { what: 'node', ok: true },
    { what: 'ffmpeg', ok: false, says: expect.stringContaining('FFMPEG_PATH') },
    { what: 'a player' },
    { what: 'the service', ok: false, says: expect.stringContaining('cannot be reached') },
  ]);
});

test('sluice completion bash completes commands, options and their choices.', async () => {
  const script = (await sluice(['completion', 'bash'])).out.toString();
  const complete = (...words: string[]): string[] => {
    const ask = `${script}\nCOMP_WORDS=(sluice ${words.join(' ')}); COMP_CWORD=${words.length}; _sluice; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', ask], { encoding: 'utf8' }).trim().split(' ');
  };
  expect(complete('tr')).toEqual(['transcode']);
  expect(complete('transcode', '--form')).toEqual(['--format']);
  expect(complete('transcode', '--format', 'o')).toEqual(['opus']);
});

test.for(['zsh', 'fish'])('sluice completion %s names every command.', async (shell) => {
  const { code, out } = await sluice(['completion', shell]);
  expect(code).toBe(0);
  for (const command of ['transcode', 'health', 'metrics', 'sign', 'serve', 'doctor'])
    expect(out.toString()).toContain(command);
});

test('sluice serve runs the service until it is stopped, from wherever in the clone it is called.', async () => {
  const { child, ran } = start(['serve', '--port', '0', '--streams', '1'], {}, new URL('.', import.meta.url));
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (text: Buffer) => text.includes('ready http://') && resolve()),
  );
  child.kill('SIGTERM');
  expect((await ran).code).toBe(0);
});

test('Every command has its help.', async () => {
  for (const command of ['transcode', 'health', 'metrics', 'sign', 'serve', 'doctor', 'completion']) {
    const { code, out } = await sluice([command, '--help']);
    expect(code).toBe(0);
    expect(out.toString()).toMatch(new RegExp(`^Usage: sluice ${command}`));
  }
});
