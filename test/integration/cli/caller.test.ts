/** What the command says where the service does not let its caller in, of options that would do nothing, and of several mistakes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { media } from '../../fixtures/media.ts';
import { type Service, startService } from '../../fixtures/service.ts';
import { sluice } from './run.ts';

const KEY = 'test:a secret of sixteen';
const TOKEN = 'a token of sixteen';
const SOURCE = 'http://example.com/a.mp3';

let service: Service;

beforeAll(async () => {
  service = await startService({ SIGNING_KEYS: KEY, MONITOR_TOKEN: TOKEN, MAX_CONCURRENT_STREAMS: '1' });
});
afterAll(async () => void (await service?.stop()));

test.for<[argv: string[], says: RegExp]>([
  [['transcode', SOURCE, '-o', '-'], /Give --key id:secret, or set SIGNING_KEYS\. \(UNAUTHORIZED, /],
  [['transcode', SOURCE, '-o', '-', '--key', `${KEY}x`], /Is the key one of its SIGNING_KEYS.*\(UNAUTHORIZED, /],
  [['health'], /Give --token, or set MONITOR_TOKEN\. \(UNAUTHORIZED, /],
  [['health', '--wait'], /Give --token, or set MONITOR_TOKEN\. \(UNAUTHORIZED, /],
  [['metrics', '--token', `${TOKEN}x`], /Is the token its MONITOR_TOKEN\? \(UNAUTHORIZED, /],
])('Whoever is not let in is told what to give: %s', async ([argv, says]) => {
  expect(await sluice([...argv, '--url', service.url])).toMatchObject({ code: 19, err: expect.stringMatching(says) });
});

test('The doctor says so as well.', async () => {
  const { code, out } = await sluice(['doctor', '--url', service.url]);
  expect([code, out.toString()]).toEqual([3, expect.stringMatching(/MISSING the service .*Give --token/)]);
});

test.for<[what: string, argv: () => Promise<string[]>, says: RegExp]>([
  ['a file that nobody fetches', async () => [await media('mp3')], /--serve-on needs a service/],
  [
    'a file that is made here',
    async () => [await media('mp3'), '--url', SOURCE, '--local'],
    /--serve-on needs a service/,
  ],
  ['a URL', async () => [SOURCE, '--url', SOURCE], /--serve-on is for a file of this machine/],
])('--serve-on for %s is a mistake.', async ([, argv, says]) => {
  const given = ['transcode', ...(await argv()), '-o', '-', '--serve-on', '127.0.0.1:9'];
  expect(await sluice(given)).toMatchObject({ code: 2, err: expect.stringMatching(says) });
});

test.for(['first:short', 'of two:0123456789abcdef', 'first:0123456789,abcdef'])(
  'A key that no service can have signs nothing: %s',
  async (key) => {
    const { code, err, out } = await sluice(['sign', SOURCE, '--url', SOURCE, '--key', key]);
    expect([code, err, out.length]).toEqual([2, expect.stringMatching(/^sluice: --key wants id:secret/), 0]);
  },
);

test('Of several mistakes each is told once, on a line of its own.', async () => {
  const { code, err } = await sluice(['transcode', SOURCE, '-o', '-', '--speed', '9', '--volume', '-1']);
  expect([code, err]).toEqual([
    12,
    'sluice: 2 things are wrong (FILTER_INVALID):\n  filters.speed must be from 0.5 to 2\n  filters.volume must be from 0 to 2\n',
  ]);
});
