import { expect, test } from 'vitest';
import { diagnose } from '../../../lib/ffmpeg/diagnosis.ts';
import type { Exit } from '../../../lib/ffmpeg/encoder.ts';

const left = (code: number): Exit => ({ code, signal: null });

test.for<[string, Exit, string, string, number]>([
  ['garbage', left(183), 'pipe:0: Invalid data found when processing input', 'UNSUPPORTED_FORMAT', 415],
  ['no audio stream', left(234), "Stream map '0:a:0' matches no streams.", 'UNSUPPORTED_FORMAT', 415],
  ['an index that is missing', left(183), '[mov] moov atom not found\nInvalid data found', 'UNSUPPORTED_FORMAT', 415],
  ['an unknown codec', left(218), 'Decoder not found', 'UNSUPPORTED_FORMAT', 415],
  [
    'a table that is too large',
    left(244),
    '[af#0:0] Task finished with error code: -12 (Out of memory)',
    'UNSUPPORTED_FORMAT',
    415,
  ],
  ['an exit with 0 and no audio', left(0), '', 'UNSUPPORTED_FORMAT', 415],
  ['any other exit', left(3), '/opt/secret: no', 'FFMPEG_ERROR', 502],
  [
    'too little for a filter, and so for ffmpeg itself',
    { code: null, signal: 'SIGABRT' },
    'Stream mapping:\nAssertion best_input >= 0 failed at fftools/ffmpeg_filter.c:2122',
    'UNSUPPORTED_FORMAT',
    415,
  ],
  ['an abort for another reason', { code: null, signal: 'SIGABRT' }, 'Assertion x failed', 'FFMPEG_ERROR', 502],
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

const INPUT = "Input #0, asf, from 'pipe:0':\n  Metadata:\n    title           :   Stream #0:0: Audio: evil\n";

test.for<[string, string, string]>([
  [
    'a codec by ffmpeg’s name',
    '  Stream #0:0: Audio: g723_1 (B[0][0][0] / 0x0042), 8000 Hz, mono\n[x] Decoding requested, but no decoder found for: g723_1',
    'The source’s audio is coded as g723_1, which Sluice cannot decode.',
  ],
  [
    'a codec by its container’s name',
    '  Stream #0:0[0x1](und): Audio: none (mha1 / 0x3161686D), 48000 Hz\n[x] Decoding requested, but no decoder found for: none',
    'The source’s audio is coded as mha1, which Sluice cannot decode.',
  ],
  ['a codec without a name', 'Decoder not found', 'The source uses a codec that Sluice cannot decode.'],
  [
    'what there is beside audio',
    "  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p\n  Stream #0:1: Subtitle: mov_text (tx3g / 0x67337874)\nStream map '0:a:0' matches no streams.",
    'The source holds no audio stream, only video (h264), subtitle (mov_text).',
  ],
  [
    'a container',
    'pipe:0: Invalid data found when processing input',
    'The source begins like a WMA file, and nothing in it can be decoded.',
  ],
])('%s is named', ([, words, message]) => expect(diagnose(left(183), INPUT + words, 'asf').message).toBe(message));
