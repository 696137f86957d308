import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { transcodeArguments } from '../../lib/audio/arguments.ts';
import type { Container } from '../../lib/audio/container.ts';
import { id3v2Reader } from '../../lib/audio/tags/id3v2.ts';
import { tagsOf } from '../../lib/audio/tags/source-tags.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { encoded } from '../fixtures/encoded.ts';
import { tagsRead } from '../fixtures/tags.ts';

const run = promisify(execFile);
const LAYER = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** What an option, a separator of options, or another alphabet would break. */
const TAGS = { title: '-i Schöne; Müllerin=D 795', artist: 'Ärzte & 坂本', album: 'Größe "1"' };
const METADATA = Object.entries(TAGS).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);

beforeAll(() => requireDebian('ffmpeg'), 300_000);

const FAST = ['-movflags', '+faststart'];

const FILES: [string, Container, ...string[]][] = [
  ['Ogg Vorbis', 'ogg', '-c:a', 'libvorbis', '-f', 'ogg'],
  ['Ogg Opus', 'ogg', '-c:a', 'libopus', '-f', 'ogg'],
  ['Ogg FLAC', 'ogg', '-c:a', 'flac', '-f', 'ogg'],
  ['FLAC', 'flac', '-c:a', 'flac', '-f', 'flac'],
  ['M4A', 'mov', '-c:a', 'aac', ...FAST, '-f', 'ipod'],
  ['MP4', 'mov', '-c:a', 'aac', ...FAST, '-f', 'mp4'],
  ['QuickTime', 'mov', '-c:a', 'aac', ...FAST, '-f', 'mov'],
  ['WAV', 'wav', '-c:a', 'pcm_s16le', '-f', 'wav'],
  ['CAF', 'caf', '-c:a', 'pcm_s16be', '-f', 'caf'],
  ['WMA', 'asf', '-c:a', 'wmav2', '-f', 'asf'],
  ['Matroska', 'matroska', '-c:a', 'libopus', '-f', 'matroska'],
  ['WebM', 'matroska', '-c:a', 'libopus', '-f', 'webm'],
];

describe('the tags are what Debian’s ffprobe reads', () => {
  test.for(FILES)('of %s', async ([, container, ...options]) => {
    const bytes = await encoded(false, ...METADATA, '-t', '1', ...options);
    const { title, artist, album } = await tagsRead(bytes);
    const read = tagsOf(container, bytes.subarray(0, 65_536));
    expect(read).toEqual(JSON.parse(JSON.stringify({ title, artist, album })));
    expect(read).toEqual(TAGS);
  });

  test('of AIFF, which has its own chunks for two of them, and ID3v2 for all', async () => {
    const aiff = ['-t', '1', '-c:a', 'pcm_s16be'];
    const own = await encoded(false, ...METADATA, ...aiff, '-f', 'aiff');
    expect(tagsOf('aiff', own).title).toBe((await tagsRead(own)).title);
    const tagged = await encoded(false, ...METADATA, ...aiff, '-write_id3v2', '1', '-f', 'aiff');
    expect(await tagsRead(tagged)).toMatchObject(TAGS);
    expect(tagsOf('aiff', tagged)).toEqual(TAGS);
  });

  test.for(['3', '4'])('of ID3v2.%s, in pieces of any length', async (version) => {
    const bytes = await encoded(
      false,
      ...METADATA,
      '-t',
      '1',
      '-c:a',
      'libmp3lame',
      '-id3v2_version',
      version,
      '-f',
      'mp3',
    );
    expect(await tagsRead(bytes)).toMatchObject(TAGS);
    for (const piece of [1, 13, 4096]) {
      const reader = id3v2Reader();
      for (let at = 0; at < 4096; at += piece) reader.add(bytes.subarray(at, Math.min(4096, at + piece)));
      expect(reader.tags()).toEqual(TAGS);
    }
  });
});

describe('what the layer writes into a pipe, Debian’s ffprobe reads', () => {
  test.for(['opus', 'flac', 'wav', 'mp3', 'aac', 'pcm'] as const)('of %s', async (format) => {
    const request = parseRequest({ source_url: 'https://example.org/', output_format: format });
    const input = { container: 'flac', from: 'pipe', seek: 0, cut: { start: 0 } } as const;
    const argv = transcodeArguments({ mode: 'encode', request, tags: TAGS }, input);
    const running = run(LAYER, argv, { encoding: 'buffer', maxBuffer: 2 ** 28 });
    running.child.stdin
      ?.on('error', () => undefined)
      .end(await encoded(false, '-t', '1', '-c:a', 'flac', '-f', 'flac'));
    const { stdout } = await running;
    expect(stdout.length).toBeGreaterThan(1000);
    if (format === 'pcm') expect(stdout.includes('Größe')).toBe(false);
    else if (format === 'aac') expect(await tagsRead(stdout)).toEqual({});
    else expect(await tagsRead(stdout)).toMatchObject(TAGS);
  });
});
