import { onTestFinished, test } from 'vitest';
import { createClient } from '../../../lib/client/node/node.ts';
import { type Act, fails, scripted } from '../../fixtures/scripted.ts';

const IDLE_MS = 50;
const GIVE_UP_MS = 400;

/** A tenth of a second of audio, and then whatever the connection does. */
const tenth =
  (then: Act): Act =>
  (response, request) => {
    response.writeHead(200, { 'x-sample-rate': '8000', 'x-channels': '1' });
    response.write(Buffer.alloc(1_600, 1), () => then(response, request));
  };

test.for<[what: string, then: Act, trouble: string]>([
  ['falls silent', () => {}, 'late'],
  ['breaks off', (response) => response.socket?.resetAndDestroy(), 'broken'],
])(
  'A stream that %s is given up where nobody goes on with it in time.',
  { timeout: 10_000 },
  async (row, { expect }) => {
    const [, then, trouble] = row;
    const server = await scripted(tenth(then), fails(503, 'SHUTTING_DOWN', true));
    onTestFinished(server.close);
    const client = createClient({
      ...{ url: server.url, fallback: 'off', retry: { attempts: 0 } },
      ...{ timeouts: { idleMs: IDLE_MS }, resume: { giveUpMs: GIVE_UP_MS } },
    });
    const { audio } = await client.transcode({ source_url: 'https://example.com/a.mp3', output_format: 'pcm' });
    let bytes = 0;
    const began = performance.now();
    const listening = async (): Promise<void> => {
      for await (const chunk of audio) bytes += chunk.length;
    };
    await expect(listening()).rejects.toMatchObject({ trouble });
    expect(performance.now() - began).toBeGreaterThanOrEqual(GIVE_UP_MS);
    expect(bytes).toBe(1_600);
  },
);
