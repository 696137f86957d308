import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { requireDebian } from '../fixtures/debian.ts';
import { HOSTILE_URLS, PRIVATE_V4, PRIVATE_V6, PUBLIC_V4 } from './hostile-urls.ts';

const run = promisify(execFile);
await requireDebian('iproute2', 'strace');
const CHILD = fileURLToPath(new URL('./hostile-child.ts', import.meta.url));

interface Report {
  readonly port: number;
  readonly outcomes: Record<string, string>;
  readonly leaked: number;
  readonly seen: number;
  readonly reachable: Record<string, boolean>;
  readonly publicOutcome: string;
  readonly reboundOutcomes: Record<string, string>;
}

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Root needs no user namespace, and where those are switched off nobody else may have a network namespace. */
const UNSHARE = process.getuid?.() === 0 ? ['-n'] : ['-rn'];

const expectAllRefused = ({ outcomes }: Report): void => {
  expect(Object.keys(outcomes)).toHaveLength(HOSTILE_URLS.length * 2);
  const others = Object.entries(outcomes).filter(([, outcome]) => outcome !== 'INVALID_URL');
  expect(others).toEqual([]);
};

test('every hostile URL is refused, directly and behind a redirect', async () => {
  const { stdout } = await run(process.execPath, [CHILD]);
  expectAllRefused(JSON.parse(stdout));
});

test.skipIf(!works('unshare', ...UNSHARE, 'ip', 'link', 'set', 'lo', 'up'))(
  'inside a namespace (where this kernel gives one) in which the forbidden addresses answer, none sees a connection',
  async () => {
    const addresses = [...PRIVATE_V4.slice(1), PUBLIC_V4].map((address) => `ip addr add ${address}/32 dev lo`);
    const addresses6 = PRIVATE_V6.map((address) => `ip -6 addr add ${address}/128 dev lo nodad`);
    const setUp = ['ip link set lo up', ...addresses, ...addresses6, 'exec "$0" "$@"'].join(' && ');
    const child = [process.execPath, CHILD, '--in-namespace'];
    const { stdout } = await run('unshare', [...UNSHARE, 'sh', '-c', setUp, ...child]);
    const report: Report = JSON.parse(stdout);
    expectAllRefused(report);
    expect(report.leaked).toBe(0);
    // The same listener, asked without the guard: it does answer at every one of them, and it does count.
    expect(Object.entries(report.reachable).filter(([, answered]) => !answered)).toEqual([]);
    expect(report.seen).toBeGreaterThanOrEqual(PRIVATE_V4.length + PRIVATE_V6.length);
    expect(report.publicOutcome).toBe('opened');
    expect(report.reboundOutcomes).toEqual({
      'continued after a break': 'INVALID_URL',
      'asked for a part': 'INVALID_URL',
      'read from a byte on': 'INVALID_URL',
      'read through the relay': 'INVALID_URL',
      connections: '0',
    });
  },
);

test.skipIf(!works('strace', '-f', '-e', 'trace=connect', 'true'))(
  'the kernel (where it lets itself be traced) is asked to connect to the allowed redirector and to nothing else',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-strace-'));
    try {
      const log = join(folder, 'connects');
      const { stdout } = await run('strace', ['-f', '-e', 'trace=connect', '-o', log, process.execPath, CHILD]);
      const report: Report = JSON.parse(stdout);
      expectAllRefused(report);
      const connects = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => /connect\(.*AF_INET/.test(line));
      const expected = `sin_port=htons(${report.port}), sin_addr=inet_addr("127.0.0.1")`;
      expect(connects.length).toBeGreaterThanOrEqual(HOSTILE_URLS.length);
      expect(connects.filter((line) => !line.includes(expected))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
