import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Container } from '../../lib/audio/container.ts';
import { codingOf } from '../../lib/audio/source-coding/source-coding.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { encoded } from '../fixtures/encoded.ts';

const run = promisify(execFile);

/** Seconds of the noise that all of these are made of. */
const SECONDS = 17.2987;
const MP3 = ['-id3v2_version', '0', '-f', 'mp3'];
const FAST = ['-movflags', '+faststart', '-f', 'ipod'];

/** By how much of its bitrate what the first 64 KiB tell may be off that of all packets; the worst here is 1.2 %. */
const WITHIN = 0.02;

/** What Matroska's blocks and clusters add, measured on these files: 4.9 % in WebM of Opus, 5.8 % in WebM of Vorbis. */
const MATROSKA = 0.07;

type File = [name: string, container: Container, copyable: boolean, ...options: string[]];

const FILES: File[] = [
  ['WAV of 16 bits', 'wav', true, '-c:a', 'pcm_s16le', '-f', 'wav'],
  ['WAV of 24 bits', 'wav', false, '-c:a', 'pcm_s24le', '-f', 'wav'],
  ['WAV of floats', 'wav', false, '-c:a', 'pcm_f32le', '-f', 'wav'],
  ['WAV of µ-law, mono', 'wav', false, '-c:a', 'pcm_mulaw', '-ac', '1', '-ar', '8000', '-f', 'wav'],
  ['RF64', 'wav', true, '-c:a', 'pcm_s16le', '-rf64', 'always', '-f', 'wav'],
  ['WAV of Microsoft’s ADPCM', 'wav', false, '-c:a', 'adpcm_ms', '-f', 'wav'],
  ['WAV of IMA ADPCM', 'wav', false, '-c:a', 'adpcm_ima_wav', '-f', 'wav'],
  ['WAV of MP3', 'wav', false, '-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'wav'],
  ['Wave64', 'w64', true, '-c:a', 'pcm_s16le', '-f', 'w64'],
  ['AIFF', 'aiff', false, '-c:a', 'pcm_s16be', '-f', 'aiff'],
  ['AIFF-C of floats', 'aiff', false, '-c:a', 'pcm_f32be', '-f', 'aiff'],
  ['AIFF-C, little-endian', 'aiff', false, '-c:a', 'pcm_s16le', '-f', 'aiff'],
  ['AIFF-C of IMA', 'aiff', false, '-c:a', 'adpcm_ima_qt', '-f', 'aiff'],
  ['AU', 'au', false, '-c:a', 'pcm_s16be', '-f', 'au'],
  ['AU of A-law', 'au', false, '-c:a', 'pcm_alaw', '-f', 'au'],
  ['CAF', 'caf', false, '-c:a', 'pcm_s24be', '-f', 'caf'],
  ['FLAC', 'flac', true, '-c:a', 'flac', '-f', 'flac'],
  ['Opus', 'ogg', true, '-c:a', 'libopus', '-b:a', '64k', '-f', 'ogg'],
  ['Opus in frames of 60 ms', 'ogg', true, '-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '60', '-f', 'ogg'],
  ['Opus in pages of one frame', 'ogg', true, '-c:a', 'libopus', '-b:a', '64k', '-page_duration', '20000', '-f', 'ogg'],
  ['Vorbis', 'ogg', false, '-c:a', 'libvorbis', '-q:a', '4', '-f', 'ogg'],
  ['FLAC in Ogg', 'ogg', true, '-c:a', 'flac', '-f', 'ogg'],
  ['MP3 of a constant bitrate', 'mp3', true, '-c:a', 'libmp3lame', '-b:a', '128k', ...MP3],
  ['MP3 of a variable bitrate', 'mp3', true, '-c:a', 'libmp3lame', '-q:a', '3', ...MP3],
  ['MP3 without an info frame', 'mp3', true, '-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', ...MP3],
  ['MP3 of MPEG-2', 'mp3', true, '-c:a', 'libmp3lame', '-b:a', '64k', '-ar', '22050', '-write_xing', '0', ...MP3],
  ['MP3 of MPEG-2.5, mono', 'mp3', false, '-c:a', 'libmp3lame', '-b:a', '32k', '-ar', '8000', '-ac', '1', ...MP3],
  ['MP2', 'mp3', false, '-c:a', 'mp2', '-b:a', '192k', '-f', 'mp2'],
  ['AAC', 'aac', true, '-c:a', 'aac', '-b:a', '128k', '-f', 'adts'],
  ['AAC, mono', 'aac', true, '-c:a', 'aac', '-b:a', '64k', '-ac', '1', '-f', 'adts'],
  ['AAC of 22.05 kHz, which may be HE-AAC', 'aac', false, '-c:a', 'aac', '-b:a', '48k', '-ar', '22050', '-f', 'adts'],
  ['M4A', 'mov', true, '-c:a', 'aac', '-b:a', '128k', ...FAST],
  ['M4A of six channels', 'mov', true, '-c:a', 'aac', '-b:a', '320k', '-ac', '6', ...FAST],
  ['M4A of 16 kHz, which may be HE-AAC', 'mov', false, '-c:a', 'aac', '-b:a', '32k', '-ar', '16000', ...FAST],
  ['ALAC', 'mov', false, '-c:a', 'alac', ...FAST],
  ['MP3 in MP4', 'mov', false, '-c:a', 'libmp3lame', '-b:a', '96k', '-movflags', '+faststart', '-f', 'mp4'],
  ['Opus in MP4', 'mov', false, '-c:a', 'libopus', '-b:a', '96k', '-movflags', '+faststart', '-f', 'mp4'],
  ['FLAC in MP4', 'mov', false, '-c:a', 'flac', '-strict', '-2', '-movflags', '+faststart', '-f', 'mp4'],
  ['AC-3 in MP4', 'mov', false, '-c:a', 'ac3', '-b:a', '192k', '-movflags', '+faststart', '-f', 'mp4'],
  ['QuickTime of 16 bits', 'mov', false, '-c:a', 'pcm_s16le', '-movflags', '+faststart', '-f', 'mov'],
  ['QuickTime of floats', 'mov', false, '-c:a', 'pcm_f32le', '-movflags', '+faststart', '-f', 'mov'],
  ['QuickTime of AAC', 'mov', true, '-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-f', 'mov'],
  ['fragments', 'mov', false, '-c:a', 'aac', '-b:a', '96k', '-movflags', '+frag_keyframe+empty_moov', '-f', 'mp4'],
  ['WebM', 'matroska', true, '-c:a', 'libopus', '-b:a', '96k', '-f', 'webm'],
  ['WebM of Vorbis', 'matroska', false, '-c:a', 'libvorbis', '-q:a', '4', '-f', 'webm'],
  ['Matroska of AAC', 'matroska', false, '-c:a', 'aac', '-b:a', '128k', '-f', 'matroska'],
  ['Matroska of FLAC', 'matroska', false, '-c:a', 'flac', '-f', 'matroska'],
  ['Matroska of PCM', 'matroska', false, '-c:a', 'pcm_s24le', '-f', 'matroska'],
  ['Matroska of IMA ADPCM', 'matroska', false, '-c:a', 'adpcm_ima_wav', '-f', 'matroska'],
  ['AC-3', 'ac3', false, '-c:a', 'ac3', '-b:a', '192k', '-f', 'ac3'],
  ['AC-3 of six channels', 'ac3', false, '-c:a', 'ac3', '-b:a', '384k', '-ac', '6', '-f', 'ac3'],
  ['E-AC-3', 'eac3', false, '-c:a', 'eac3', '-b:a', '128k', '-ar', '48000', '-f', 'eac3'],
  ['WMA', 'asf', false, '-c:a', 'wmav2', '-b:a', '128k', '-f', 'asf'],
  ['WMA of the first version', 'asf', false, '-c:a', 'wmav1', '-b:a', '96k', '-f', 'asf'],
];

/** What Debian's ffprobe finds, and kbit/s by the sizes of all packets. */
async function probed(bytes: Buffer) {
  const path = join(tmpdir(), `sluice-${randomUUID()}`);
  await writeFile(path, bytes);
  const argv = ['-v', 'error', '-of', 'json', '-show_entries', 'stream=codec_name,sample_rate,channels:packet=size'];
  const { stdout } = await run(DEBIAN.ffprobe, [...argv, path], { maxBuffer: 2 ** 26 }).finally(() => rm(path));
  const { streams, packets } = JSON.parse(stdout) as {
    streams: { codec_name: string; sample_rate: string; channels: number }[];
    packets: { size: string }[];
  };
  const size = packets.reduce((sum, packet) => sum + Number(packet.size), 0);
  const [stream] = streams;
  return { codec: stream?.codec_name, sampleRate: Number(stream?.sample_rate), channels: stream?.channels, size };
}

beforeAll(() => requireDebian('ffmpeg'), 300_000);

describe('the coding is what Debian’s ffprobe finds', () => {
  test.for(FILES)('of %s', async ([name, container, copyable, ...options]) => {
    const bytes = await encoded(false, ...options);
    const head = bytes.subarray(0, 65_536);
    const { size, ...expected } = await probed(bytes);
    const bitrate = (size * 8) / 1000 / SECONDS;
    const coding = codingOf(container, head, bytes.length, undefined);
    expect(coding).toMatchObject({ ...expected, copyable });
    if (coding?.bitrate !== undefined) {
      expect(coding.lossy).toBe(true);
      expect(coding.bitrate / bitrate).toBeGreaterThan(1 - WITHIN);
      if (name !== 'Vorbis') expect(coding.bitrate / bitrate).toBeLessThan(1 + WITHIN);
    }
    const timed = codingOf(container, head, bytes.length, SECONDS)?.bitrate;
    expect(timed === undefined).toBe(!coding?.lossy);
    if (timed !== undefined)
      expect(Math.abs(timed / bitrate - 1)).toBeLessThan(container === 'matroska' ? MATROSKA : WITHIN);
  });
});

test.for(FILES)('of %s with bytes changed it is a coding or unknown', async ([, container, , ...options]) => {
  const head = (await encoded(false, ...options)).subarray(0, 65_536);
  for (let round = 0; round < 16; round++) {
    const changed = Buffer.from(round % 4 === 3 ? head.subarray(0, 37 * round) : head);
    // Mostly the first bytes, where the headers are; the same ones in every run.
    for (let at = round % 13; at < Math.min(changed.length, 100 + 40 * round); at += 13 + (round % 37))
      changed.writeUInt8((at * 7 + round * 31) % 256, at);
    const coding = codingOf(container, changed, round % 2 ? head.length : undefined, round % 3 ? 1 : undefined);
    if (coding === undefined) continue;
    expect(coding.sampleRate > 0 && coding.channels > 0 && Number.isFinite(coding.bitrate ?? 0)).toBe(true);
  }
});
