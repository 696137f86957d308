import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../lib/client/node/node.ts';
import { type Act, scripted } from '../../fixtures/scripted.ts';

const MEGABYTE = 1_000_000;
const MEGABYTES = 200;

/** More than any buffer on its way holds, and as fast as it is taken. */
const endless: Act = (response) => {
  response.writeHead(200, {
    'content-type': 'audio/pcm; rate=8000; channels=1',
    'x-sample-rate': '8000',
    'x-channels': '1',
    'x-transcode-id': 'id-2',
  });
  const chunk = Buffer.alloc(MEGABYTE / 20, 1);
  Readable.from(
    {
      *[Symbol.iterator]() {
        for (;;) yield chunk;
      },
    },
    { objectMode: false },
  ).pipe(response);
};

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

const heldMegabytes = (): number => {
  collect();
  return process.memoryUsage().arrayBuffers / MEGABYTE;
};

test('a stream leaves nothing behind in memory of what has been read of it', { timeout: 60_000 }, async () => {
  const server = await scripted(endless);
  onTestFinished(server.close);
  const { audio } = await createClient({ url: server.url, fallback: 'off' }).transcode({
    source_url: 'https://example.com/a.mp3',
    output_format: 'pcm',
  });
  let read = 0;
  const held: number[] = [];
  for await (const chunk of audio) {
    read += chunk.length;
    if (read >= (held.length + 1) * (MEGABYTES / 20) * MEGABYTE) held.push(heldMegabytes());
    if (held.length === 20) break;
  }
  // What is on its way comes and goes; what stays is the least of it.
  expect(Math.min(...held.slice(10))).toBeLessThan(MEGABYTES / 10);
});
