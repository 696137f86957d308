import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Container } from '../../../lib/audio/container.ts';
import { type CountedServer, contentOf, serveCounted } from '../../fixtures/counted.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';
import { leftOf, shiftOf } from '../../fixtures/shift.ts';
import { allTwoHours, type LongKind, TWO_HOURS, twoHours } from '../../fixtures/two-hours.ts';
import { readThrough } from './full-decode.ts';

const CONTAINERS = {
  'mp3-cbr': 'mp3',
  'mp3-vbr': 'mp3',
  flac: 'flac',
  vorbis: 'ogg',
  opus: 'ogg',
  m4a: 'mov',
  'm4a-moov-last': 'mov',
  wav: 'wav',
  webm: 'matroska',
} as const satisfies Record<LongKind, Container>;

const KINDS = Object.keys(CONTAINERS) as LongKind[];

const FIELDS = { start: 6_300, duration: 5 };
const SAMPLE_RATE = 48_000;
const FRAME_BYTES = 4;

/** Matroska's time stamps are whole milliseconds, and a block begins somewhere between two of them. */
const WEBM_SHIFT = SAMPLE_RATE / 100;

let origin: CountedServer;
let service: Service;
const sizes = new Map<LongKind, number>();

beforeAll(async () => {
  await allTwoHours();
  const files = await Promise.all(
    KINDS.map(async (kind) => {
      const path = await twoHours(kind);
      sizes.set(kind, (await stat(path)).size);
      return { kind, content: await contentOf(path) };
    }),
  );
  origin = await serveCounted(
    Object.fromEntries(
      files.flatMap(({ kind, content }) => [
        [`/${kind}`, { content }],
        [`/head/${kind}`, { content }],
        [`/plain/${kind}`, { content, ranges: false }],
      ]),
    ),
  );
  service = await startService({ SOURCE_ALLOW: origin.hostPort });
}, 900_000);
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

const head = (path: string) =>
  fetch(`${service.url}/transcode?source_url=${encodeURIComponent(origin.url + path)}`, { method: 'HEAD' });
const durationOf = ({ headers }: Response) => Number(headers.get('x-source-duration') ?? 'NaN');
const expectTwoHours = (seconds: number) => {
  expect(seconds).toBeGreaterThan(TWO_HOURS - 0.05);
  expect(seconds).toBeLessThan(TWO_HOURS + 0.05);
};

describe.for(KINDS)('%s, two hours long, from 6300 s on', (kind) => {
  let response: Response;
  let writtenAtFirst = Number.POSITIVE_INFINITY;
  let pcm: Buffer;

  beforeAll(async () => {
    response = await post(service, { source_url: `${origin.url}/${kind}`, output_format: 'pcm', ...FIELDS });
    const reader = response.body?.getReader();
    const chunks: Uint8Array[] = [];
    for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
      if (chunks.length === 0) writtenAtFirst = origin.written(`/${kind}`);
      chunks.push(next.value);
    }
    pcm = Buffer.concat(chunks);
  });

  test('is what a full decode has there.', async () => {
    // One is the other with its index at the other end, and only this one can be read through.
    const plain = kind === 'm4a-moov-last' ? 'm4a' : kind;
    const expected = await readThrough(await twoHours(plain), CONTAINERS[plain], FIELDS);
    expect([response.status, pcm.length]).toEqual([200, FIELDS.duration * SAMPLE_RATE * FRAME_BYTES]);
    const { shift, match } = shiftOf(leftOf(pcm), leftOf(expected), 2 * WEBM_SHIFT);
    expect(match).toBeGreaterThan(0.99);
    if (kind === 'webm') return void expect(Math.abs(shift)).toBeLessThanOrEqual(WEBM_SHIFT);
    expect([shift, pcm.equals(expected)]).toEqual([0, true]);
  });

  // The table of contents of one with a variable bitrate is seconds off, so all before is read.
  const bound = () => (kind === 'mp3-vbr' ? sizes.get(kind) : Math.max(0.02 * (sizes.get(kind) ?? 0), 2_000_000));
  test('has cost the source little when its first audio arrives.', () => {
    expect(writtenAtFirst).toBeLessThanOrEqual(bound() ?? 0);
  });

  test('is known to be that long.', () => expectTwoHours(durationOf(response)));
});

describe('the length of a source is known before anything is encoded', () => {
  test.for(KINDS)('where it has ranges: %s', async (kind) => expectTwoHours(durationOf(await head(`/head/${kind}`))));

  test.for(['wav', 'flac', 'mp3-cbr', 'mp3-vbr', 'm4a', 'webm'])('where its header tells: %s', async (kind) => {
    expectTwoHours(durationOf(await head(`/plain/${kind}`)));
  });
});

test.for(KINDS)('A start behind the end is an error of the request: %s.', async (kind) => {
  const source_url = `${origin.url}/${kind}`;
  const response = await post(service, { source_url, output_format: 'pcm', start: 8_000 });
  expect(response.status).toBe(422);
  expect(await bytesOf(response).then((bytes) => JSON.parse(bytes.toString()))).toMatchObject({
    code: 'INVALID_REQUEST',
    details: { issues: [{ field: 'start', value: 8_000 }] },
  });
});
