import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { decode } from '../../fixtures/audio.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';
import { LEAVING, LISTENED, type OnAir, onAir, STATIONS, TITLES, WITH_BLOCKS } from './stations.ts';

/** Of stereo PCM at 48 kHz. */
const SECOND_BYTES = 48_000 * 2 * 2;

let air: OnAir;
let service: Service;

beforeAll(async () => {
  air = await onAir();
  // As on Lambda, an answer runs on when its caller has left: those to GET and POST below keep their places.
  service = await startService({ SOURCE_ALLOW: air.allow, MAX_CONCURRENT_STREAMS: '12' });
});
afterAll(async () => {
  await service?.stop();
  await air?.close();
});

const idOf = (response: Response): string => response.headers.get('x-transcode-id') ?? '';

/** The flag that a player takes for the end, on the last page of an Ogg stream. */
const endsProperly = (ogg: Buffer): boolean => ((ogg[ogg.lastIndexOf('OggS') + 5] ?? 0) & 4) !== 0;

describe.for(WITH_BLOCKS)('%s, between whose audio there is metadata,', (name) => {
  const fields = { output_format: 'pcm', duration: LISTENED };
  let response: Response;
  let audio: Buffer;
  beforeAll(async () => {
    response = await post(service, { ...fields, source_url: air.station[name].url });
    audio = await bytesOf(response);
  });

  test('is asked for it.', () => {
    expect(air.station[name].requests.at(-1)).toMatch(/^icy-metadata: 1\r$/im);
  });
  test('is decoded without a trace of it.', async () => {
    const plain = await post(service, { ...fields, source_url: `${air.files.url}/${STATIONS[name].plays}` });
    const expected = await bytesOf(plain);
    expect([response.status, audio.length]).toEqual([200, LISTENED * SECOND_BYTES]);
    expect(audio.equals(expected)).toBe(true);
  });
  test('has its titles in the log, each once.', async () => {
    await service.over(idOf(response));
    const titles = service.log(idOf(response)).filter(({ message }) => message === 'title');
    expect(titles.map(({ title }) => title)).toEqual(TITLES);
  });
});

describe.for(Object.keys(STATIONS) as (keyof typeof STATIONS)[])('%s', (name) => {
  const query = () => new URLSearchParams({ source_url: air.station[name].url, format: 'opus' });
  const live = ({ status, headers }: Response) => [status, headers.get('x-source-live'), headers.has('x-stream-limit')];

  test.for(['GET', 'HEAD', 'POST'])('is live by the headers of %s, and says when its answer ends.', async (method) => {
    const caller = new AbortController();
    const { signal } = caller;
    const response =
      method === 'POST'
        ? await post(service, { source_url: air.station[name].url, output_format: 'opus' }, { signal })
        : await fetch(`${service.url}/transcode?${query()}`, { method, signal });
    onTestFinished(() => caller.abort());
    expect(live(response)).toEqual([200, 'true', true]);
    const { headers } = response;
    expect(Number(headers.get('x-stream-limit'))).toBeGreaterThan(0);
    expect(Number(headers.get('x-stream-limit'))).toBeLessThanOrEqual(Number(headers.get('x-stream-deadline')));
    // Nobody knows how long it is.
    expect([headers.has('x-source-duration'), headers.has('x-content-duration')]).toEqual([false, false]);
  });

  test('ends cleanly at a duration, with exactly that.', async () => {
    const fields = { source_url: air.station[name].url, duration: 3 };
    const pcm = await bytesOf(await post(service, { ...fields, output_format: 'pcm' }));
    expect(pcm.length).toBe(3 * SECOND_BYTES);
    const response = await post(service, { ...fields, output_format: 'opus' });
    const opus = await bytesOf(response);
    expect([endsProperly(opus), (await decode(opus)).length]).toEqual([true, 3 * 48_000]);
    expect(await service.over(idOf(response))).toMatchObject({ message: 'ended' });
  });

  test('plays the same as a file with its bytes.', async () => {
    const fields = { output_format: 'pcm', duration: 3 };
    const [played, plain] = await Promise.all(
      [air.station[name].url, `${air.files.url}/${STATIONS[name].plays}`].map(async (source_url) =>
        bytesOf(await post(service, { ...fields, source_url })),
      ),
    );
    expect([played?.length, plain && played?.equals(plain)]).toEqual([3 * SECOND_BYTES, true]);
  });

  test('cannot be listened to from later on.', async () => {
    const response = await post(service, { source_url: air.station[name].url, output_format: 'opus', start: 2 });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { issues: [{ field: 'start', value: 2 }] },
    });
  });
});

describe('a live answer is broken off', () => {
  test.for(LEAVING)('when its station goes off the air: %s', async (how) => {
    const response = await post(service, { source_url: air.leaving[how].url, output_format: 'opus' });
    expect([response.status, response.headers.get('x-source-live')]).toEqual([200, 'true']);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(await service.over(idOf(response))).toMatchObject({
      message: 'failed',
      outcome: 'aborted',
      code: 'DOWNLOAD_FAILED',
    });
  });
});
