import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { locate } from '../../../lib/ffmpeg/binary.ts';

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'sluice-binary-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function put(path: string, mode: number): string {
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

test('The first executable on PATH is taken, not the first file of that name.', () => {
  const [first, second, third] = [directory(), directory(), directory()];
  put(join(first, 'ffmpeg'), 0o644);
  const right = put(join(second, 'ffmpeg'), 0o755);
  put(join(third, 'ffmpeg'), 0o755);
  expect(locate('ffmpeg', [first, '', second, third].join(':'))).toBe(right);
});

test('A path is kept as it is, and a name that is nowhere too.', () => {
  expect(locate('/opt/bin/ffmpeg', directory())).toBe('/opt/bin/ffmpeg');
  expect(locate('ffmpeg', directory())).toBe('ffmpeg');
});
