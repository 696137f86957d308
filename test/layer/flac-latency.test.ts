import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { DEBIAN } from '../fixtures/debian.ts';
import { media } from '../fixtures/media.ts';
import { binary } from './binary.ts';

const SAMPLE_BYTES = 4;
/**
 * Behind the first byte of the next frame: its header, of which the parser wants to see MAX_FRAME_HEADER_SIZE bytes, and
 * another of the demuxer's pieces (RAW_PACKET_SIZE), because what the parser has found it gives when it is asked again.
 */
const BEGUN = 16 + 1024;

async function frames(file: string): Promise<readonly { readonly at: number; readonly samples: number }[]> {
  const args = ['-v', 'error', '-show_entries', 'packet=pos,duration', '-of', 'json', file];
  const { stdout } = await promisify(execFile)(DEBIAN.ffprobe, args);
  const { packets } = JSON.parse(stdout) as { packets: { pos: string; duration: number }[] };
  return packets.map(({ pos, duration }) => ({ at: Number(pos), samples: duration }));
}

test('a frame of FLAC is decoded as soon as the next one has begun', async () => {
  const file = await media('flac');
  const source = await readFile(file);
  const [first, second, third] = await frames(file);
  if (!first || !second || !third) throw new Error(`${file} has less than three frames`);
  const args =
    '-nostdin -v error -threads 1 -probesize 32 -analyzeduration 0 -f flac -i pipe:0 -f s16le -flush_packets 1 pipe:1';
  const child = spawn(binary, args.split(' '), { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  let received = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  try {
    child.stdin.write(source.subarray(0, second.at + BEGUN));
    // The source goes on no further until audio has come: with FFmpeg's own parser that would be never.
    while (received < first.samples * SAMPLE_BYTES) await once(child.stdout, 'data');
    expect(received).toBe(first.samples * SAMPLE_BYTES);
    child.stdin.write(source.subarray(second.at + BEGUN, third.at + BEGUN));
    while (received < (first.samples + second.samples) * SAMPLE_BYTES) await once(child.stdout, 'data');
    child.stdin.end(source.subarray(third.at + BEGUN));
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});
