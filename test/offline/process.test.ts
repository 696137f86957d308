import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { OfflineOptions } from '../../lib/offline/types.ts';
import { call } from './caller.ts';
import { type Child, startChild } from './child.ts';
import { definition, door, eventually, FIXTURES, processesWith } from './emulator.ts';

const SCRIPT = fileURLToPath(new URL('fixtures/emulator-process.ts', import.meta.url));

function startEmulator(changes: Partial<OfflineOptions> = {}, ipc = false): Child & { processes(): number[] } {
  const marker = randomUUID();
  const options: OfflineOptions = {
    serviceDirectory: FIXTURES,
    functions: [definition({ provisioned: 2, limit: 2, environment: { MARKER: marker } })],
    port: 0,
    routes: { '/': 'f' },
    ...changes,
  };
  const stdio = ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])] as const;
  const child = startChild(process.execPath, [SCRIPT, JSON.stringify(options)], { stdio: [...stdio] });
  const own = (): number[] => [...processesWith(`MARKER=${marker}`), ...processesWith(`watchdog.sh\0${child.pid}`)];
  return { ...child, processes: own };
}

describe('however the emulator ends', () => {
  test('SIGKILL leaves no process: neither environments nor what they started', async () => {
    const emulator = startEmulator();
    const url = await emulator.ready;
    await (await call(`${url}/?kind=spawns`)).rest();
    const running = await call(`${url}/?kind=endless`);
    await running.next();
    // Two environments, two that they started, the watchdog.
    expect(emulator.processes()).toHaveLength(5);
    process.kill(emulator.pid, 'SIGKILL');
    expect(await emulator.exit).toEqual({ code: null, signal: 'SIGKILL' });
    await eventually(() => expect(emulator.processes()).toEqual([]));
  });

  test('SIGKILL to its whole process group leaves none either', async () => {
    const emulator = startEmulator();
    const url = await emulator.ready;
    await (await call(`${url}/?kind=spawns`)).rest();
    process.kill(-emulator.pid, 'SIGKILL');
    await eventually(() => expect(emulator.processes()).toEqual([]));
  });

  test('the end of its parent, told by IPC, ends it at once', async () => {
    const emulator = startEmulator({}, true);
    const url = await emulator.ready;
    const running = await call(`${url}/?kind=endless`);
    await running.next();
    emulator.process.disconnect();
    expect(await emulator.exit).toEqual({ code: 0, signal: null });
    expect(emulator.processes()).toEqual([]);
  });

  test('a watchdog that dies is replaced, and the replacement knows what to watch', async () => {
    const emulator = startEmulator();
    const url = await emulator.ready;
    await (await call(`${url}/?kind=spawns`)).rest();
    const watchdog = (): number[] => processesWith(`watchdog.sh\0${emulator.pid}`);
    const [first] = watchdog();
    process.kill(Number(first), 'SIGKILL');
    // Of the one that is dying and none yet in its place, neither is the replacement.
    await eventually(() => expect(watchdog().filter((pid) => pid !== first)).toHaveLength(1));
    process.kill(emulator.pid, 'SIGKILL');
    await eventually(() => expect(emulator.processes()).toEqual([]));
  });
});

describe('SIGTERM', () => {
  const draining = { status: 503, headers: { 'x-drain': 'yes' }, body: '{"id":"$requestId"}' };

  test('lets a running stream finish, refuses new requests meanwhile, then exits with 0', async () => {
    const entrance = await door();
    const emulator = startEmulator({ draining });
    const url = await emulator.ready;
    const running = await call(`${url}/?kind=parts&door=${entrance.url}`);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    process.kill(emulator.pid, 'SIGTERM');

    const refused = await eventually(async () => {
      const answer = await call(`${url}/?kind=plain`);
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(refused.headers).toMatchObject({ 'x-drain': 'yes', connection: 'close' });
    expect(JSON.parse((await refused.rest()).text).id).toMatch(/^[0-9a-f-]{36}$/);

    entrance.open();
    expect(await running.rest()).toEqual({ text: 'firstsecond', complete: true });
    expect(await emulator.exit).toEqual({ code: 0, signal: null });
    expect(emulator.processes()).toEqual([]);
  });

  test('breaks off what is not done when the drain is over', async () => {
    const emulator = startEmulator({ drainSeconds: 1 });
    const running = await call(`${await emulator.ready}/?kind=endless`);
    await running.next();
    process.kill(emulator.pid, 'SIGTERM');
    expect((await running.rest()).complete).toBe(false);
    expect(await emulator.exit).toEqual({ code: 0, signal: null });
    expect(emulator.processes()).toEqual([]);
  });

  test('followed by another, later, stops at once', async () => {
    const emulator = startEmulator({ drainSeconds: 600 });
    const running = await call(`${await emulator.ready}/?kind=endless`);
    await running.next();
    process.kill(emulator.pid, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 700));
    process.kill(emulator.pid, 'SIGINT');
    expect(await emulator.exit).toEqual({ code: 0, signal: null });
    expect(emulator.processes()).toEqual([]);
  });
});

describe('without descriptors', () => {
  const limit = (pid: number, descriptors: number): void =>
    void execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors}:1024`]);

  test('for another environment only its request fails', async () => {
    const functions = [definition({ provisioned: 0 })];
    const emulator = startEmulator({ functions });
    const url = await emulator.ready;
    const taken = new Set(readdirSync(`/proc/${emulator.pid}/fd`));
    const free = Array.from({ length: 1024 }, (_, descriptor) => descriptor).filter((one) => !taken.has(String(one)));
    // For the caller's connection, the environment's own API, and one end of its pipes.
    limit(emulator.pid, free[3] ?? 0);
    expect((await call(`${url}/?kind=plain`)).status).toBe(502);
    limit(emulator.pid, 1024);
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
  });

  test('a watchdog that cannot be replaced is started with the next environment', async () => {
    const emulator = startEmulator({ functions: [definition({ provisioned: 0 })] });
    const url = await emulator.ready;
    const watchdog = (): number[] => processesWith(`watchdog.sh\0${emulator.pid}`);
    limit(emulator.pid, 3);
    process.kill(Number(watchdog()[0]), 'SIGKILL');
    // Until the emulator has seen it, and failed.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    limit(emulator.pid, 1024);
    expect(watchdog()).toEqual([]);
    await (await call(`${url}/?kind=plain`)).rest();
    await eventually(() => expect(watchdog()).toHaveLength(1));
    process.kill(emulator.pid, 'SIGTERM');
    expect(await emulator.exit).toEqual({ code: 0, signal: null });
  });

  test('an environment may end', async () => {
    const functions = [definition({ environment: { MARKER: `descriptors-${process.pid}` } })];
    const emulator = startEmulator({ functions });
    const url = await emulator.ready;
    // Not even in the place of those that it closes.
    limit(emulator.pid, 3);
    const environments = processesWith(`MARKER=descriptors-${process.pid}`);
    expect(environments).toHaveLength(1);
    process.kill(Number(environments[0]), 'SIGKILL');
    await eventually(() => expect(processesWith(`MARKER=descriptors-${process.pid}`)).toEqual([]));
    // Longer than it waits for last words.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    limit(emulator.pid, 1024);
    await eventually(async () => expect((await call(`${url}/?kind=plain`)).status).toBe(200));
  });
});

test('environments, and what they start, give way to the emulator', async () => {
  const emulator = startEmulator();
  const url = await emulator.ready;
  await (await call(`${url}/?kind=spawns`)).rest();
  const behind = emulator.processes().filter((pid) => !processesWith('watchdog.sh').includes(pid));
  // Two environments, and what one of them has started.
  expect(behind).toHaveLength(3);
  expect(behind.map((pid) => getPriority(pid))).toEqual(Array(3).fill(Math.min(getPriority() + 10, 19)));
  expect(getPriority(emulator.pid)).toBe(getPriority());
  // Where the kernel shares between sessions first, each of theirs does as well (sched(7)).
  const session = (pid: number): string =>
    readFileSync(`/proc/${pid}/autogroup`, 'utf8').split(' ').at(-1)?.trim() ?? '';
  if (existsSync('/proc/self/autogroup')) {
    await eventually(() => expect(behind.map(session)).toEqual(['10', '10', '10']));
    // The emulator leads a session too, which begins at 0; this process may be in none (what runs in the first has an empty file).
    expect(session(emulator.pid)).toBe('0');
  }
});

test('a port in use is told before anything starts', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const emulator = startEmulator({ port });
  expect((await emulator.exit).code).toBe(1);
  expect(emulator.stderr()).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(emulator.processes()).toEqual([]);
});
