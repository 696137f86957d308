import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import type { SessionFacts } from '../../lib/session/options.ts';
import { probe } from '../../lib/session/probe.ts';
import { openSession } from '../../lib/session/session.ts';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';

const SECONDS = 60;

/** Noise of which no second is like another, and how Debian's ffmpeg writes it. */
const NOISE = ['-f', 'lavfi', '-i', `anoisesrc=d=${SECONDS}:c=pink:seed=7:r=44100:a=0.4`];

const FILES = {
  'ima.wav': ['-c:a', 'adpcm_ima_wav'],
  'ms.wav': ['-c:a', 'adpcm_ms'],
  'ima.w64': ['-c:a', 'adpcm_ima_wav'],
  'ima.aifc': ['-c:a', 'adpcm_ima_qt'],
  'ima.caf': ['-c:a', 'adpcm_ima_qt'],
  'alac.caf': ['-c:a', 'alac'],
  'pcm.caf': ['-c:a', 'pcm_s16be'],
  'pcm.w64': ['-c:a', 'pcm_s24le'],
  'float.wav': ['-c:a', 'pcm_f32le'],
  'mulaw.au': ['-c:a', 'pcm_mulaw'],
  'sowt.aifc': ['-c:a', 'pcm_s16le'],
  'alac.m4a': ['-c:a', 'alac'],
  'fragments.mp4': [
    '-c:a',
    'aac',
    '-aac_pns',
    '0',
    '-movflags',
    'frag_keyframe+empty_moov',
    '-frag_duration',
    '2000000',
  ],
  'vorbis.ogg': ['-c:a', 'libvorbis'],
  'flac.ogg': ['-c:a', 'flac'],
  'layer2.mp2': ['-c:a', 'mp2'],
  'dolby.ac3': ['-c:a', 'ac3'],
  'windows.wma': ['-c:a', 'wmav2'],
} as const;

/** Of the extensions that are not their muxers' names. */
const MUXERS: Readonly<Record<string, string>> = { aifc: 'aiff', m4a: 'ipod', wma: 'asf' };

type Name = keyof typeof FILES;
const NAMES = Object.keys(FILES) as Name[];

const made = (name: Name): Promise<string> =>
  cached(`odd-${name}`, ['odd', NOISE, FILES[name]], async (path) => {
    await requireDebian('ffmpeg');
    const extension = name.split('.').at(-1) ?? '';
    const format = ['-f', MUXERS[extension] ?? extension];
    const args = ['-nostdin', '-v', 'error', ...NOISE, ...FILES[name], ...format, '-fflags', '+bitexact', path];
    await promisify(execFile)(DEBIAN.ffmpeg, args);
  });

let origin: FileServer;

/** Made for one test: what Debian's ffmpeg writes with these arguments behind its input. */
async function encoded(name: string, argv: readonly string[], input: readonly string[] = NOISE): Promise<Buffer> {
  const path = await cached(`odd-${name}`, ['odd', input, argv], async (unfinished) => {
    await requireDebian('ffmpeg');
    await promisify(execFile)(DEBIAN.ffmpeg, [
      '-nostdin',
      '-v',
      'error',
      ...input,
      ...argv,
      '-fflags',
      '+bitexact',
      unfinished,
    ]);
  });
  return readFile(path);
}

beforeAll(async () => {
  const files: Record<string, { file: Buffer; ranges: boolean; headers: Record<string, string> }> = {};
  const add = (name: string, file: Buffer): void => {
    for (const ranges of [true, false]) {
      files[`/${ranges ? 'ranges' : 'plain'}/${name}`] = { file, ranges, headers: { etag: '"1"' } };
    }
  };
  for (const name of NAMES) add(name, await readFile(await made(name)));
  const vorbis = await readFile(await made('vorbis.ogg'));
  add('chained.ogg', Buffer.concat([vorbis, vorbis]));

  const wav = await encoded('pcm.wav', ['-ar', '44100', '-c:a', 'pcm_s16le', '-f', 'wav']);
  const piped = Buffer.from(wav);
  piped.writeUInt32LE(0x7ffff000, wav.indexOf('data') + 4);
  add('piped.wav', piped);
  const mp3 = await encoded('128.mp3', ['-c:a', 'libmp3lame', '-b:a', '128k', '-id3v2_version', '0', '-f', 'mp3']);
  add('twice.mp3', Buffer.concat([mp3, mp3]));
  add('low.mp3', await encoded('64.mp3', ['-c:a', 'libmp3lame', '-b:a', '64k', '-id3v2_version', '0', '-f', 'mp3']));
  const opus = ['-c:a', 'libopus', '-b:a', '48k'];
  add('late.mka', await encoded('late.mka', [...opus, '-copyts', '-f', 'matroska'], ['-itsoffset', '7', ...NOISE]));
  add('hole.webm', (await encoded('hole.webm', [...opus, '-f', 'webm'])).fill(0, 200_000, 203_000));
  const film = ['-f', 'lavfi', '-i', `testsrc=d=${SECONDS}:s=64x64:r=5`, ...NOISE];
  add('film.ogv', await encoded('film.ogv', ['-c:v', 'libtheora', '-c:a', 'libvorbis', '-f', 'ogg'], film));
  const caf = await readFile(await made('pcm.caf'));
  const data = caf.indexOf('data');
  const room = Buffer.alloc(12 + 5_000);
  room.write('free', 'latin1');
  room.writeBigInt64BE(5_000n, 4);
  add('room.caf', Buffer.concat([caf.subarray(0, data), room, caf.subarray(data)]));
  origin = await serveFiles(files);
}, 120_000);
afterAll(() => origin?.close());

const options = () => ({
  binary: layerBinary('x86_64'),
  allow: new Set([origin.hostPort]),
  userAgent: 'Sluice/test',
  deadline: performance.now() + 60_000,
  log: () => {},
});

const request = (path: string, fields: Record<string, unknown>) =>
  parseRequest({ source_url: `${origin.url}/${path}`, output_format: 'pcm', sample_rate: 44_100, ...fields });

async function heard(path: string, fields: Record<string, unknown>): Promise<{ pcm: Buffer; facts: SessionFacts }> {
  const { body, facts } = await openSession(request(path, fields), options());
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { pcm: Buffer.concat(chunks), facts };
}

const seconds = (pcm: Buffer): number => pcm.length / 4 / 44_100;

describe.for([...NAMES, 'chained.ogg'])('%s', (name) => {
  test.for([20.3, 50.2517])('from %d s on is the same with ranges as read through', async (start) => {
    const fields = { start, duration: 2 };
    const [ranges, plain] = await Promise.all([heard(`ranges/${name}`, fields), heard(`plain/${name}`, fields)]);
    // The time stamps of a raw stream, and those at a seam, are its frames': up to one of them more.
    expect(Math.abs(seconds(plain.pcm) - 2)).toBeLessThan(0.03);
    expect(ranges.pcm.equals(plain.pcm)).toBe(true);
  });

  test('is as long as it says, or does not say', async () => {
    for (const way of ['ranges', 'plain']) {
      const { pcm, facts } = await heard(`${way}/${name}`, { start: 30 });
      const whole = name === 'chained.ogg' ? 2 * SECONDS : SECONDS;
      expect(Math.abs(seconds(pcm) - (whole - 30))).toBeLessThan(0.1);
      if (facts.sourceDuration !== undefined) expect(Math.abs(facts.sourceDuration - whole)).toBeLessThan(0.06);
      if (facts.contentDuration !== undefined) expect(facts.contentDuration - seconds(pcm)).toBeLessThan(0.03);
      const told = await probe(request(`${way}/${name}`, { start: 30 }), options());
      if (told.sourceDuration !== undefined) expect(Math.abs(told.sourceDuration - whole)).toBeLessThan(0.06);
    }
  });
});

describe('what is told of a file that is not what its header says', () => {
  test('a WAV that was made on a pipe has no fictitious length, and is whole', async () => {
    for (const way of ['ranges', 'plain']) {
      const { pcm, facts } = await heard(`${way}/piped.wav`, { start: 0 });
      expect([facts.sourceDuration, seconds(pcm)]).toEqual([SECONDS, SECONDS]);
    }
  });

  test('an MP3 behind which another was put has no length, and all of it is heard', async () => {
    for (const way of ['ranges', 'plain']) {
      const { pcm, facts } = await heard(`${way}/twice.mp3`, { start: SECONDS + 30 });
      expect(facts.sourceDuration).toBeUndefined();
      expect(Math.abs(seconds(pcm) - 30)).toBeLessThan(0.2);
    }
  });

  test('an MP3 of a low constant bitrate can be jumped into just before its end', async () => {
    const start = SECONDS - 0.1;
    const [ranges, plain] = await Promise.all([heard('ranges/low.mp3', { start }), heard('plain/low.mp3', { start })]);
    expect(ranges.pcm.length).toBeGreaterThan(0);
    expect(ranges.pcm.equals(plain.pcm)).toBe(true);
  });

  test('a Matroska whose time stamps begin later is as long as its audio', async () => {
    const { pcm, facts } = await heard('plain/late.mka', {});
    expect(Math.abs(seconds(pcm) - SECONDS)).toBeLessThan(0.1);
    expect(Math.abs((facts.contentDuration ?? 0) - SECONDS)).toBeLessThan(0.1);
  });

  test('a WebM with a hole is broken off: its audio is counted, not its time stamps', async () => {
    await expect(heard('plain/hole.webm', {})).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });

  test('the sound of a film in Ogg is found behind its picture', async () => {
    for (const fields of [{ duration: 2 }, { start: 5, duration: 2 }, { start: 20, duration: 2 }]) {
      const { pcm } = await heard('plain/film.ogv', fields);
      expect(Math.abs(seconds(pcm) - 2)).toBeLessThan(0.03);
    }
  });

  test('a CAF with room in front of its audio is read through ranges or from disk', async () => {
    for (const way of ['ranges', 'plain']) {
      const { pcm } = await heard(`${way}/room.caf`, { duration: 2 });
      expect(seconds(pcm)).toBe(2);
    }
  });
});

test('a start across the end of the first of two chained streams goes on in the second', async () => {
  const { pcm } = await heard('ranges/chained.ogg', { start: SECONDS - 5, duration: 10 });
  expect(Math.abs(seconds(pcm) - 10)).toBeLessThan(0.03);
});
