import { expect, test } from 'vitest';
import { diagnose } from '../../../lib/ffmpeg/diagnosis.ts';
import type { Exit } from '../../../lib/ffmpeg/encoder.ts';

const left = (code: number): Exit => ({ code, signal: null });

test.for<[string, Exit, string, string, number]>([
  ['garbage', left(183), 'pipe:0: Invalid data found when processing input', 'UNSUPPORTED_FORMAT', 415],
  ['no audio stream', left(234), "Stream map '0:a:0' matches no streams.", 'UNSUPPORTED_FORMAT', 415],
  ['an index that is missing', left(183), '[mov] moov atom not found\nInvalid data found', 'UNSUPPORTED_FORMAT', 415],
  ['an unknown codec', left(218), 'Decoder not found', 'UNSUPPORTED_FORMAT', 415],
  ['an exit with 0 and no audio', left(0), '', 'UNSUPPORTED_FORMAT', 415],
  ['any other exit', left(3), '/opt/secret: no', 'FFMPEG_ERROR', 502],
  ['a kill', { code: null, signal: 'SIGKILL' }, 'Invalid data found', 'FFMPEG_ERROR', 502],
  [
    'a binary that is missing',
    { code: null, signal: null, spawnError: Object.assign(new Error('spawn /opt/secret ENOENT'), { code: 'ENOENT' }) },
    '',
    'FFMPEG_ERROR',
    502,
  ],
])('%s', ([, exit, words, code, status]) => {
  const error = diagnose(exit, words);
  expect([error.code, error.status]).toEqual([code, status]);
  expect(JSON.stringify(error.toBody('id'))).not.toMatch(/secret|pipe:0|Invalid data/);
  if (exit.code === 3) expect(error.details).toEqual({ exit_code: 3 });
});
