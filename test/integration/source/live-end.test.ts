import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { decode } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';
import { type OnAir, onAir } from './stations.ts';

const TIMEOUT_SECS = 8;

let air: OnAir;
let finite: FileServer;
let service: Service;

beforeAll(async () => {
  air = await onAir();
  const mp3 = await media('mp3');
  const slow = { file: mp3, paceBytesPerSecond: 16_000 };
  finite = await serveFiles({ '/slow.mp3': slow, '/slow-chunked.mp3': { ...slow, length: false } });
  service = await startService({
    SOURCE_ALLOW: `${air.allow},${finite.hostPort}`,
    REQUEST_TIMEOUT_SECS: `${TIMEOUT_SECS}`,
  });
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([air?.close(), finite?.close()]);
});

/** An answer that a failing test leaves unread would keep its place to the deadline. */
async function play(source_url: string, output_format = 'opus'): Promise<Response> {
  const caller = new AbortController();
  onTestFinished(() => caller.abort());
  return post(service, { source_url, output_format }, { signal: caller.signal });
}

const overOf = (response: Response) => service.over(response.headers.get('x-transcode-id') ?? '');

/** The flag that a player takes for the end, on the last page of an Ogg stream. */
const endsProperly = (ogg: Buffer): boolean => ((ogg[ogg.lastIndexOf('OggS') + 5] ?? 0) & 4) !== 0;

describe('without a duration, a live answer ends cleanly at its limit', () => {
  test.for(['Icecast with MP3', 'Shoutcast 1 with MP3', 'Icecast with Ogg'] as const)('%s', async (name) => {
    const response = await play(air.station[name].url);
    const limit = Number(response.headers.get('x-stream-limit'));
    expect([response.status, limit > 0 && limit < TIMEOUT_SECS]).toEqual([200, true]);
    const opus = await bytesOf(response);
    expect(endsProperly(opus)).toBe(true);
    // The limit is one of audio too: a burst makes the answer end sooner, not last longer.
    expect((await decode(opus)).length).toBe(limit * 48_000);
    expect(await overOf(response)).toMatchObject({ message: 'ended' });
  });

  test('Icecast without a burst: not all of it has come by then', async () => {
    const response = await play(air.station['Icecast without a burst'].url);
    const limit = Number(response.headers.get('x-stream-limit'));
    const opus = await bytesOf(response);
    const { length } = await decode(opus);
    expect([endsProperly(opus), length > 48_000, length <= limit * 48_000]).toEqual([true, true, true]);
    expect(await overOf(response)).toMatchObject({ message: 'ended' });
  });

  test('as PCM, in whole samples', async () => {
    const pcm = await bytesOf(await play(air.station['Shoutcast 2 with AAC'].url, 'pcm'));
    expect([pcm.length > 0, pcm.length % 4]).toEqual([true, 0]);
  });
});

describe('a file that meets the deadline is broken off', () => {
  test.for(['/slow.mp3', '/slow-chunked.mp3'])('%s', async (path) => {
    const response = await play(finite.url + path);
    expect([response.status, response.headers.get('x-source-live')]).toEqual([200, null]);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(await overOf(response)).toMatchObject({ message: 'failed', outcome: 'aborted', code: 'TIMEOUT' });
  });
});
