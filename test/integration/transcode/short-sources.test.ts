import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wav } from '../../../lib/cli/sample/wav.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

const SHAPES = [
  { rate: 48_000, samples: 1 },
  { rate: 44_100, samples: 1 },
  { rate: 44_100, samples: 2 },
  { rate: 8000, samples: 2 },
];

let origin: FileServer;
let service: Service;

beforeAll(async () => {
  const files = SHAPES.map(({ rate, samples }) => {
    const file = wav(new Int16Array(samples).fill(8000), { rate, channels: 1 });
    return [`/${samples}-${rate}.wav`, { file }] as const;
  });
  const short = wav(new Int16Array(SHORT * 48_000).fill(8000), { rate: 48_000, channels: 1 });
  // Its rate is a number that a resampler would make a table of a gigabyte of.
  const fast = Buffer.from(short);
  fast.writeUInt32LE(400_000_009, 24);
  // Its header promises more than it has.
  const promising = Buffer.from(wav(new Int16Array(48_000), { rate: 48_000, channels: 1 }).subarray(0, 44));
  origin = await serveFiles({
    ...Object.fromEntries(files),
    '/short.wav': { file: short },
    '/fast.wav': { file: fast },
    '/promising.wav': { file: promising },
  });
  service = await startService({ SOURCE_ALLOW: origin.hostPort });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

/** Seconds of sound, shorter than anything that is jumped into. */
const SHORT = 0.2;

describe.for(SHAPES)('Of $samples samples at $rate Hz', ({ rate, samples }) => {
  test.for(['pcm', 'opus'])('%s gives what there is, or says that it is too short.', async (output_format) => {
    const response = await post(service, { source_url: `${origin.url}/${samples}-${rate}.wav`, output_format });
    const body = await bytesOf(response);
    expect(response.status).toBe(rate === 48_000 ? 200 : 415);
    if (rate === 48_000) expect(body.length).toBeGreaterThan(0);
    else expect(JSON.parse(body.toString()).message).toContain('too few samples of it to be resampled');
  });
});

describe('Of a fifth of a second', () => {
  const answer = (file: string, fields: Record<string, unknown>) =>
    post(service, { source_url: `${origin.url}/${file}.wav`, ...fields });

  test.for([
    [SHORT, { pitch: 1.3 }],
    [6, { speed: 0.5 }],
    [6, { custom_filter: 'aecho' }],
    [6, {}],
  ] as const)('a start at %d s is past the end, whatever a filter makes of nothing: %j', async ([start, filters]) => {
    const response = await answer('short', { output_format: 'opus', start, filters });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ details: { issues: [{ field: 'start', value: start }] } });
  });

  test('nothing is there behind a header, and no padding is taken for it: no answer, or one that is broken off.', async () => {
    const opus = await answer('promising', { output_format: 'opus', filters: { pitch: 1.3 } });
    expect(opus.status).toBe(415);
    const pcm = await answer('promising', { output_format: 'pcm', filters: { pitch: 1.3 } });
    await expect(bytesOf(pcm)).rejects.toThrow();
  });

  test('a millisecond that is too little for a filter at 8 kHz is too short, and no fault of the encoder.', async () => {
    const fields = { output_format: 'pcm', sample_rate: 8000, duration: 0.001, normalize: true };
    const response = await answer('short', fields);
    expect([response.status, await response.json()]).toEqual([
      415,
      expect.objectContaining({ code: 'UNSUPPORTED_FORMAT' }),
    ]);
  });

  test('a rate that nobody has takes no gigabyte of memory, but is refused.', async () => {
    const response = await answer('fast', { output_format: 'pcm' });
    const message = 'The source asks for more memory than a stream may have.';
    expect([response.status, await response.json()]).toEqual([415, expect.objectContaining({ message })]);
  });
});
