/** Whatever a function does, it is answered for, the next request succeeds, and nothing of it is left. */
import { describe, expect, test, vi } from 'vitest';
import { call } from './caller.ts';
import { emulate, eventually } from './emulator.ts';

const fine = async (url: string): Promise<void> => {
  const answer = await call(url);
  expect([answer.status, (await answer.rest()).text]).toEqual([200, 'fine']);
};

const tortured = (environment: Record<string, string> = {}, timeoutSeconds = 5) =>
  emulate({ handler: 'torture.handler', memoryMegabytes: 256, environment, timeoutSeconds });

describe('a function that', () => {
  test.for([
    ['writes after its end', 'writesAfterEnd', 200, true],
    ['ends twice', 'endsTwice', 200, true],
    ['destroys its answer', 'destroys', 200, false],
    ['closes its output', 'closesStdout', 200, true],
    ['talks too much', 'talks', 200, true],
    ['rejects what nobody waits for', 'unhandled', 502, true],
    ['throws what nobody catches', 'uncaught', 502, true],
    ['never returns', 'spins', 502, true],
  ] as const)('%s', async ([, kind, status, complete]) => {
    const { url } = await tortured();
    const answer = await call(`${url}/?kind=${kind}`);
    const rest = await answer.rest();
    expect([answer.status, rest.complete]).toEqual([status, complete]);
    await fine(url);
  });

  test('starts processes that hide from its group is outlived by none of them', async () => {
    const { url, service, processes } = await tortured();
    await (await call(`${url}/?kind=forks`)).rest();
    await eventually(() => expect(processes()).toHaveLength(11));
    await fine(url);
    await service.close();
    expect(processes()).toEqual([]);
  });

  test('answers a gigabyte is cut off behind 200 MB, may write it all, and goes on', async () => {
    const { url, lines } = await tortured({}, 200);
    const { message } = await call(`${url}/?kind=gigabyte&bytes=${1024 ** 3}`);
    let bytes = 0;
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await new Promise((resolve) => message.once('close', resolve));
    expect([bytes, message.complete]).toEqual([200 * 1024 ** 2, false]);
    await vi.waitFor(() => expect(lines.join('\n')).toContain('REPORT'), { timeout: 120_000, interval: 100 });
    await fine(url);
  });

  test('drips is waited for', async () => {
    const bytes = Number(process.env.TORTURE_BYTES ?? 4);
    const ms = Number(process.env.TORTURE_PAUSE_MS ?? 500);
    const { url } = await tortured({}, 900);
    const answer = await call(`${url}/?kind=drips&bytes=${bytes}&ms=${ms}`);
    expect(await answer.rest()).toEqual({ text: '.'.repeat(bytes), complete: true });
  }, 900_000);
});

describe('an initialisation that', () => {
  const started = (environment: Record<string, string>) =>
    emulate({ handler: 'torture.handler', environment, provisioned: 0, timeoutSeconds: 1 });

  test.for(['exits', 'rejects'])('%s fails its request, and the next', async (init) => {
    const { url, processes } = await started({ INIT: init });
    for (const _ of [1, 2]) expect((await call(url)).status).toBe(502);
    await eventually(() => expect(processes()).toEqual([]));
  });

  test('never ends is ended', async () => {
    const { url, processes, progress } = await started({ INIT: 'hangs' });
    expect((await call(url)).status).toBe(502);
    expect(progress.join('\n')).toContain('did not initialise within 11 s');
    await eventually(() => expect(processes()).toEqual([]));
  });
});
