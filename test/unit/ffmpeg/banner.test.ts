import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readBanner } from '../../../lib/ffmpeg/banner.ts';
import { keepEnds } from '../../../lib/ffmpeg/diagnostics.ts';

const BANNER = `Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'pipe:0':
  Metadata:
    major_brand     : M4A
    comment         : Input #0, fake, from 'x':
                    :   Duration: 99:00:00.00, start: 0.0
                    :   Stream #0:0: Audio: evil (x)
  Duration: 01:02:03.45, start: 0.000000, bitrate: 130 kb/s
  Stream #0:0[0x1](und): Video: mjpeg (Baseline), yuvj420p (attached pic)
  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 128 kb/s (default)
Stream mapping:
  Stream #0:1 -> #0:0 (aac (native) -> opus (libopus))
`;

/** What is read of these words, when they arrive in pieces of this size. */
function read(words: string, size: number) {
  const stderr = new PassThrough();
  const facts = readBanner(stderr);
  for (let at = 0; at < words.length; at += size) stderr.write(words.slice(at, at + size));
  return { stderr, facts };
}

describe('what ffmpeg says of its input', () => {
  test.for([1, 7, 64, 10_000])('is read in pieces of %d, and a tag that looks like it is not', async (size) => {
    expect(await read(BANNER, size).facts).toEqual({
      demuxer: 'mov,mp4,m4a,3gp,3g2,mj2',
      duration: 3723.45,
      codec: 'aac',
    });
  });
  test.for(['drms', 'enca', 'aavd'])('tells that the sound is encrypted: %s', async (encrypted) => {
    expect(await read(BANNER.replace('mp4a /', `${encrypted} /`), 100).facts).toMatchObject({
      codec: 'aac',
      encrypted,
    });
  });
  test('has no duration where ffmpeg knows none', async () => {
    const words =
      "Input #0, mp3, from 'pipe:0':\n  Duration: N/A, start: 0.0\n  Stream #0:0: Audio: mp3 (mp3float)\nStream mapping:\n";
    expect(await read(words, 50).facts).toEqual({ demuxer: 'mp3', codec: 'mp3' });
  });
  test.for(['Video: h264 (High)', 'Audio: aac (LC)', 'Data: bin_data'])(
    'has no duration where another stream may be the longer one: %s',
    async (stream) => {
      const other = `  Stream #0:2[0x3]: ${stream}\nStream mapping:\n`;
      expect(await read(BANNER.replace('Stream mapping:\n', other), 100).facts).not.toHaveProperty('duration');
    },
  );
  test('is what there is when it ends early', async () => {
    const { stderr, facts } = read("Input #0, wav, from 'pipe:0':\n", 10);
    stderr.destroy();
    expect(await facts).toEqual({ demuxer: 'wav' });
  });
  test('is given up when it does not end', async () => {
    expect(await read('    title : x\n'.repeat(700_000), 100_000).facts).toEqual({});
  });
});

test('Of what an encoder says, the beginning and the end are kept, however much it says.', async () => {
  const stderr = new PassThrough();
  const kept = keepEnds(stderr);
  stderr.write('first words\n');
  for (let line = 0; line < 10_000; line += 1) stderr.write(`a complaint about frame ${line}\n`);
  stderr.end('last words\n');
  await new Promise((resolve) => stderr.once('end', resolve));
  expect(kept()).toMatch(/^first words\n[\s\S]*bytes left out[\s\S]*last words\n$/);
  expect(kept().length).toBeLessThan(40_000);
});
