/** Thousands of requests through fifty environments, unless told: what the emulator's own process holds does not grow. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { found } from '../fixtures/found.ts';
import { call } from './caller.ts';
import { type Child, startChild } from './child.ts';
import { definition, eventually, FIXTURES } from './emulator.ts';

const REQUESTS = Number(process.env.TORTURE_REQUESTS ?? 600);
const ENVIRONMENTS = Number(process.env.TORTURE_ENVIRONMENTS ?? 50);
const PROCESS = fileURLToPath(new URL('fixtures/emulator-process.ts', import.meta.url));

interface Held {
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
  readonly descriptors: number;
  readonly resources: number;
}

async function held(child: Child, times: number): Promise<Held> {
  process.kill(child.pid, 'SIGUSR2');
  const found = await eventually(() => {
    const lines = child
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('holds '));
    expect(lines).toHaveLength(times);
    return lines.at(-1) ?? '';
  });
  return JSON.parse(found.slice('holds '.length)) as Held;
}

/** Of every kind: what ends well, what fails, what is left by its caller. */
async function one(url: string, number: number): Promise<void> {
  const kinds = [
    'fine',
    'fine',
    'fine',
    'fine',
    'gigabyte&bytes=3000000',
    'destroys',
    'gigabyte&bytes=30000000',
    'fine',
  ];
  const kind = kinds[number % kinds.length];
  const answer = await call(`${url}/?kind=${number % 100 === 99 ? 'uncaught' : kind}`);
  if (number % 16 === 6) {
    await answer.next();
    answer.message.destroy();
  } else await answer.rest();
}

async function round(url: string, requests: number): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < requests) {
      next += 1;
      await one(url, next);
    }
  };
  await Promise.all(Array.from({ length: ENVIRONMENTS }, lane));
}

test(`${REQUESTS} requests leave nothing behind.`, { timeout: 3_600_000 }, async () => {
  const options = {
    serviceDirectory: FIXTURES,
    functions: [
      definition({
        handler: 'torture.handler',
        ...{ memoryMegabytes: 512, provisioned: ENVIRONMENTS, limit: ENVIRONMENTS },
      }),
    ],
    port: 0,
    routes: { '/': 'f' },
  };
  const child = startChild(process.execPath, ['--expose-gc', PROCESS, JSON.stringify(options)]);
  const url = await child.ready;
  await round(url, 4 * ENVIRONMENTS);
  const settled = () =>
    eventually(() => expect(child.stdout().split('START ').length).toBe(child.stdout().split('REPORT ').length));
  await settled();
  const before = await held(child, 1);
  await round(url, REQUESTS);
  await settled();
  // Connections that the caller has closed are gone by then.
  const after = await eventually(async () => {
    const now = await held(child, child.stdout().split('holds ').length);
    expect(now.descriptors).toBeLessThan(before.descriptors + 20);
    return now;
  });
  found(`${REQUESTS} requests: before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
  expect(after.resources).toBeLessThan(before.resources + 20);
  // What is kept of each request would be more than a kilobyte.
  expect(after.heapMegabytes - before.heapMegabytes).toBeLessThan(5 + REQUESTS / 1000);
  child.process.kill('SIGTERM');
  expect(await child.exit).toEqual({ code: 0, signal: null });
});
