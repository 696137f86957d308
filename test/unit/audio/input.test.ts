import { expect, test } from 'vitest';
import { transcodeArguments } from '../../../lib/audio/arguments.ts';
import { isFar, landing } from '../../../lib/audio/input.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';

const request = parseRequest({
  source_url: 'https://example.com/a',
  output_format: 'pcm',
  start: 6300.25,
  duration: 5,
});

test('a demuxer that lands exactly jumps to a whole second in front of the start', () => {
  expect(landing('flac', 6300.25)).toEqual({ seek: 6299, cut: { start: 1.25 } });
  expect(landing('mov', 10)).toEqual({ seek: 9, cut: { start: 1 } });
});

test.each([
  ['aac', 6300],
  ['mp3', 6300],
  [undefined, 6300],
  ['flac', 9.9],
  ['flac', 0],
] as const)('%s is read through to %d s', (container, start) => {
  expect(landing(container, start)).toEqual({ seek: 0, cut: { start } });
});

test('near the beginning is not far', () => {
  expect([isFar(0), isFar(9.99), isFar(10)]).toEqual([false, false, true]);
});

test('the relay is asked for windows, and is the only place that is asked', () => {
  const from = { url: 'http://127.0.0.1:4321/secret' };
  const args = transcodeArguments(request, { container: 'flac', from, ...landing('flac', 6300.25) }).join(' ');
  expect(args).toContain(
    '-f flac -ss 6299 -protocol_whitelist http,tcp -reconnect 1 -max_redirects 0 -seekable 1 -i http://127.0.0.1:4321/secret',
  );
  expect(args).toContain('atrim=start=1.25:duration=5');
});

test('a file is read from the descriptor that is there', () => {
  const args = transcodeArguments(request, { container: 'mov', from: 'file', ...landing('mov', 6300.25) });
  expect(args.join(' ')).toContain('-f mov -ss 6299 -protocol_whitelist fd -i fd:');
});

test('a cut in samples has its length in a filter of its own, since one ends with the later of its ends', () => {
  const cut = { startSample: 12_000, endSample: 99_000 };
  const args = transcodeArguments(request, { container: 'mp3', from: 'pipe', seek: 0, cut });
  expect(args).toContain('atrim=start_pts=12000:end_pts=99000,asetpts=PTS-STARTPTS,atrim=duration=5');
});
