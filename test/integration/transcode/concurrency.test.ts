import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

const STREAMS = 50;

/** Of 20 s; after the first fifth every source only trickles, until the test has seen all of them under way. */
const BEGINNING = 64_000;
const TRICKLE_MS = 500;

let origin: Server;
let service: Service;
let source_url: string;
let goOn = false;

beforeAll(async () => {
  const mp3 = await readFile(await media('mp3'));
  origin = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': mp3.length });
    response.write(mp3.subarray(0, BEGINNING));
    let sent = BEGINNING;
    const trickle = setInterval(() => {
      const to = goOn ? mp3.length : sent + 100;
      response.write(mp3.subarray(sent, to));
      sent = to;
      if (goOn) response.end();
      if (goOn) clearInterval(trickle);
    }, TRICKLE_MS);
    response.on('close', () => clearInterval(trickle));
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  const hostPort = `127.0.0.1:${(origin.address() as AddressInfo).port}`;
  source_url = `http://${hostPort}/a.mp3`;
  service = await startService({ SOURCE_ALLOW: hostPort, MAX_CONCURRENT_STREAMS: String(STREAMS) });
});
afterAll(async () => {
  await service?.stop();
  origin?.closeAllConnections();
  origin?.close();
});

const request = () => post(service, { source_url, output_format: 'opus', quality: 'low' });

test('Fifty streams run at once, the 51st is told 429, and each of the fifty is whole.', async () => {
  const answers = await Promise.all(Array.from({ length: STREAMS }, request));
  expect(answers.map(({ status }) => status)).toEqual(Array(STREAMS).fill(200));

  const refused = await request();
  expect([refused.status, await refused.json()]).toEqual([
    429,
    { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User', message: 'Rate Exceeded.' },
  ]);

  goOn = true;
  const bodies = await Promise.all(answers.map(bytesOf));
  const [first] = bodies;
  expect(bodies.every((body) => first?.equals(body))).toBe(true);
  expect((await decode(first ?? Buffer.alloc(0))).length / 48000).toBeCloseTo(20, 1);

  const next = await request();
  expect(next.status).toBe(200);
  expect(first?.equals(await bytesOf(next))).toBe(true);
});
