import { expect, test } from 'vitest';
import { endless, isLive } from '../../../../lib/source/radio/live.ts';
import { collect, streamOf } from '../streams.ts';

test.each([
  [{ 'icy-name': 'Millpond FM' }, undefined],
  [{ 'icy-br': '128', server: 'nginx' }, undefined],
  [{ 'ice-audio-info': 'bitrate=128' }, undefined],
  [{ server: 'Icecast 2.4.4' }, undefined],
  [{ server: 'SHOUTcast/2.6' }, undefined],
])('%j without a length is a station', (headers, length) => {
  expect(isLive(headers, length, false)).toBe(true);
});

test.each([
  [{ 'icy-name': 'An archive' }, 1_000],
  [{ server: 'Icecast 2.4.4' }, 1_000],
  [{ server: 'nginx' }, undefined],
  [{}, undefined],
])('%j with the length %j is not', (headers, length) => {
  expect(isLive(headers, length, false)).toBe(false);
});

test('what begins as Shoutcast 1 is a station, unless it has a length', () => {
  expect([isLive({}, undefined, true), isLive({}, 1_000, true)]).toEqual([true, false]);
});

test('a station that ends has failed', async () => {
  const stream = endless(streamOf([Buffer.from('a')]));
  expect((await stream.next()).value).toEqual(Buffer.from('a'));
  await expect(collect(stream)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
});
