import { expect, test } from 'vitest';
import { transcodeArguments } from '../../../lib/audio/arguments.ts';
import { isFar, landing, landsExactly } from '../../../lib/audio/input.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';

const request = parseRequest({
  source_url: 'https://example.com/a',
  output_format: 'pcm',
  start: 6300.25,
  duration: 5,
});

const NOTHING = Buffer.alloc(0);

test('a jump lands on a whole second in front of the start', () => {
  expect(landing(6300.25)).toEqual({ seek: 6299, cut: { start: 1.25 } });
  expect(landing(10)).toEqual({ seek: 9, cut: { start: 1 } });
  expect(landing(9.9)).toEqual({ seek: 0, cut: { start: 9.9 } });
});

test('a demuxer lands exactly by an index or by frames that have numbers; Ogg where it is one stream', () => {
  const exact = (['flac', 'mov', 'matroska', 'ogg', 'aac', 'mp3', 'asf', 'ac3', undefined] as const).filter(
    (container) => landsExactly(container, NOTHING, true),
  );
  expect(exact).toEqual(['flac', 'mov', 'matroska', 'ogg']);
  expect(landsExactly('ogg', NOTHING, false)).toBe(false);
});

/** A WAV's beginning with a format tag, a block length and bits. */
const wav = (tag: number, block: number, bits: number): Buffer => {
  const head = Buffer.from('RIFF____WAVEfmt \x10\0\0\0', 'latin1');
  const format = Buffer.alloc(32);
  format.writeUInt16LE(tag);
  format.writeUInt16LE(2, 2);
  format.writeUInt32LE(44_100, 4);
  format.writeUInt16LE(block, 12);
  format.writeUInt16LE(bits, 14);
  return Buffer.concat([head, format]);
};

test('samples that stand by themselves can be landed on, ADPCM cannot', () => {
  expect([wav(1, 4, 16), wav(3, 8, 32), wav(6, 2, 8)].map((head) => landsExactly('wav', head, false))).toEqual([
    true,
    true,
    true,
  ]);
  expect(
    [wav(2, 1024, 4), wav(0x11, 1024, 4), wav(0x55, 1, 0)].map((head) => landsExactly('wav', head, false)),
  ).toEqual([false, false, false]);
  const au = (encoding: number) => Buffer.from([...Buffer.from('.snd'), 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, encoding]);
  expect([au(3), au(1), au(23)].map((head) => landsExactly('au', head, false))).toEqual([true, true, false]);
});

test('near the beginning is not far', () => {
  expect([isFar(0), isFar(9.99), isFar(10)]).toEqual([false, false, true]);
});

test('the relay is asked for windows, and is the only place that is asked', () => {
  const from = { url: 'http://127.0.0.1:4321/secret' };
  const args = transcodeArguments({ mode: 'encode', request }, { container: 'flac', from, ...landing(6300.25) }).join(
    ' ',
  );
  expect(args).toContain(
    '-f flac -ss 6299 -protocol_whitelist http,tcp -reconnect 1 -max_redirects 0 -seekable 1 -i http://127.0.0.1:4321/secret',
  );
  expect(args).toContain('atrim=start=1.25:duration=5');
});

test('a file is read from the descriptor that is there', () => {
  const args = transcodeArguments({ mode: 'encode', request }, { container: 'mov', from: 'file', ...landing(6300.25) });
  expect(args.join(' ')).toContain('-f mov -ss 6299 -protocol_whitelist fd -i fd:');
});

test('a cut in samples has its length in a filter of its own, since one ends with the later of its ends', () => {
  const cut = { startSample: 12_000, endSample: 99_000 };
  const args = transcodeArguments({ mode: 'encode', request }, { container: 'mp3', from: 'pipe', seek: 0, cut });
  expect(args).toContain('atrim=start_pts=12000:end_pts=99000,asetpts=round(N/SR/TB),atrim=duration=5');
});
