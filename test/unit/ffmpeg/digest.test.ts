import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { encoderDigest } from '../../../lib/ffmpeg/digest.ts';

test('is that of the file, and none where there is none', async () => {
  const sum = createHash('sha256')
    .update(await readFile(process.execPath))
    .digest('hex');
  expect(await encoderDigest(process.execPath)).toBe(sum);
  expect(await encoderDigest('/nonexistent/ffmpeg')).toBeUndefined();
});
