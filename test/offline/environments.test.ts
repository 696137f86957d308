import { describe, expect, test } from 'vitest';
import { OfflineError } from '../../lib/offline/errors.ts';
import { startOffline } from '../../lib/offline/service.ts';
import { call } from './caller.ts';
import { definition, emulate, eventually, FIXTURES, processesWith } from './emulator.ts';

/** Ports that this process listens on. */
const listeners = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

describe('an environment', () => {
  test('that crashes answers 502 and is replaced', async () => {
    const { url, service, processes } = await emulate();
    const [before] = processes();
    expect((await call(`${url}/?kind=crash`)).status).toBe(502);
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
    await eventually(() => expect(service.figures().f?.ready).toBe(1));
    expect(processes()).toHaveLength(1);
    expect(processes()).not.toContain(before);
  });

  test('that takes longer than its timeout is killed and replaced: 502 before the first byte', async () => {
    const { url, lines } = await emulate({ timeoutSeconds: 1 });
    expect((await call(`${url}/?kind=hangs`)).status).toBe(502);
    expect(lines.join('\n')).toContain('Task timed out after 1.00 seconds');
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
  });

  test('that takes longer than its timeout is killed midway: broken off after it', async () => {
    const { url } = await emulate({ timeoutSeconds: 1 });
    const answer = await call(`${url}/?kind=hangs&begin=1`);
    expect(await answer.rest()).toEqual({ text: 'begun', complete: false });
  });

  test('takes what it started along when it is killed', async () => {
    const { url, processes, service } = await emulate({ timeoutSeconds: 1 });
    const answer = await call(`${url}/?kind=endless`);
    expect(processes()).toHaveLength(2);
    expect((await answer.rest()).complete).toBe(false);
    await eventually(() => {
      expect(service.figures().f?.ready).toBe(1);
      expect(processes()).toHaveLength(1);
    });
  });

  test('that cannot initialise fails the start, which says why and leaves nothing', async () => {
    const environment = { MARKER: `init-${process.pid}` };
    const started = startOffline({
      serviceDirectory: FIXTURES,
      functions: [definition({ handler: 'broken.handler', environment, provisioned: 2, limit: 2 })],
      port: 0,
      output: { line: () => {}, progress: () => {} },
    });
    await expect(started).rejects.toThrow(OfflineError);
    await expect(started).rejects.toThrow(/cannot be initialised/);
    expect(processesWith(environment.MARKER)).toEqual([]);
  });

  test('started on demand that cannot initialise fails its request only', async () => {
    const { url } = await emulate({ handler: 'broken.handler', provisioned: 0 });
    expect((await call(url)).status).toBe(502);
    expect((await call(url)).status).toBe(502);
  });

  test('whose process cannot be started fails its request only, and leaves no listener', async () => {
    // One variable may have 128 KB (execve(2)); this one does not get as far as a process.
    const { url, service } = await emulate({ provisioned: 0, environment: { LONG: 'x'.repeat(200_000) } });
    const before = listeners();
    expect((await call(url)).status).toBe(502);
    expect((await call(url)).status).toBe(502);
    await eventually(() => expect(listeners()).toBe(before));
    expect(service.figures().f?.ready).toBe(0);
  });
});

describe('closing', () => {
  test('leaves no process, no listener and no running stream', async () => {
    const { url, service, processes } = await emulate({ provisioned: 2, limit: 2 });
    const answer = await call(`${url}/?kind=endless`);
    await service.close();
    expect(processes()).toEqual([]);
    expect((await answer.rest()).complete).toBe(false);
    await expect(call(url)).rejects.toThrow(/ECONNREFUSED/);
    expect(processesWith(`watchdog.sh\0${process.pid}`)).toEqual([]);
  });

  test.for([
    ['before its ports are open', (act: () => void): void => act()],
    ['when they are', (act: () => void): void => void setImmediate(act)],
  ] as const)('ends a start that is under way, %s', async ([, soon]) => {
    const abort = new AbortController();
    const before = listeners();
    const environment = { MARKER: `abort-${process.pid}` };
    const started = startOffline({
      serviceDirectory: FIXTURES,
      functions: [definition({ environment, provisioned: 4, limit: 4 })],
      port: 0,
      output: { line: () => {}, progress: () => {} },
      signal: abort.signal,
    });
    soon(() => abort.abort());
    await expect(started).rejects.toThrow();
    expect(processesWith(environment.MARKER)).toEqual([]);
    await eventually(() => expect(listeners()).toBe(before));
  });
});
