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
  origin = await serveFiles(Object.fromEntries(files));
  service = await startService({ SOURCE_ALLOW: origin.hostPort });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

describe.for(SHAPES)('Of $samples samples at $rate Hz', ({ rate, samples }) => {
  test.for(['pcm', 'opus'])('%s gives what there is, or says that it is too short.', async (output_format) => {
    const response = await post(service, { source_url: `${origin.url}/${samples}-${rate}.wav`, output_format });
    const body = await bytesOf(response);
    expect(response.status).toBe(rate === 48_000 ? 200 : 415);
    if (rate === 48_000) expect(body.length).toBeGreaterThan(0);
    else expect(JSON.parse(body.toString()).message).toContain('too few samples of it to be resampled');
  });
});
