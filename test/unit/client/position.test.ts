import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { metadataOf } from '../../../lib/client/metadata.ts';
import { readableOf } from '../../../lib/client/node/readable.ts';
import type { Leg } from '../../../lib/client/stream/leg.ts';
import { startStream } from '../../../lib/client/stream/stream.ts';

/** A minute of PCM at 8 kHz in one channel, as fast as it is read. */
async function* minute(): AsyncGenerator<Uint8Array, void, undefined> {
  for (let chunk = 0; chunk < 600; chunk += 1) yield new Uint8Array(1_600);
}

const leg = (): Leg => ({
  origin: 'service',
  metadata: metadataOf(new Headers({ 'x-sample-rate': '8000', 'x-channels': '1' })),
  ...{ chunks: minute(), began: performance.now(), cancel: () => {} },
});

test('The position of a stream is what its reader has been given, and no more than a chunk beyond.', async () => {
  const { audio, position } = await startStream({ output_format: 'pcm' }, async () => leg(), {
    ...{ signal: new AbortController().signal, streamOf: readableOf, onBreak: () => {} },
    resume: { idleMs: 1_000, giveUpMs: 1_000 },
  });
  let bytes = 0;
  for await (const chunk of audio) {
    bytes += chunk.length;
    // Time to read ahead in.
    await sleep(1);
    expect(position()).toBeLessThanOrEqual((bytes + 1_600) / 16_000);
    if (bytes > 160_000) break;
  }
  expect(bytes).toBeGreaterThan(160_000);
});
