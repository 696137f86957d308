import { expect, test } from 'vitest';
import { growingWindows } from '../../../../lib/source/ranges/window.ts';

const limits = { windowBytes: 10, maxWindowBytes: 40 };

test('a reader that goes straight on gets more each time, up to a limit and to the end', () => {
  const end = growingWindows(limits);
  expect([end(0, 200), end(10, 200), end(30, 200), end(70, 200), end(110, 200), end(150, 200), end(190, 200)]).toEqual([
    10, 30, 70, 110, 150, 190, 200,
  ]);
});

test('a reader that jumps begins anew, wherever it jumps to', () => {
  const end = growingWindows(limits);
  expect([end(0, 200), end(10, 200), end(100, 200), end(110, 200), end(5, 200), end(195, 200)]).toEqual([
    10, 30, 110, 130, 15, 200,
  ]);
});

test('no window reaches across the end of the index, and behind it the reader begins anew', () => {
  const end = growingWindows(limits, 25);
  expect([end(0, 200), end(10, 200), end(25, 200), end(35, 200)]).toEqual([10, 25, 35, 55]);
});
