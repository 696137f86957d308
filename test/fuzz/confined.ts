import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filterChain } from '../../lib/audio/filters/filters.ts';
import { type ChainFilter, chainText, tailOf } from '../../lib/contract/custom-filter/chain.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { binary, wav } from '../layer/binary.ts';

/** Hz: as a chain has it. */
const RATE = 48_000;
/** Sample frames of the input, half a second. */
const FRAMES = RATE / 2;

/** Seconds of CPU that half a second of sound may take: the kernel kills what takes more. */
const CPU_SECONDS = 2;
/** Bytes of address space, stacks of some ten threads and unused room included. */
const ADDRESS_SPACE = 160 * 2 ** 20;
/** KiB of resident memory that an accepted chain may take, ffmpeg itself included. */
export const RESIDENT_KIB = 64 * 1024;

/** Whatever takes a path, makes a socket, starts a program or goes round all that. `strace` stops at nothing else. */
const TRACED = '%file,%network,fork,vfork,memfd_create,io_uring_setup,bpf,ptrace';

/** What is hard for filters: noise of full scale, silence (denormals), a square wave, and a constant. */
export const hardInput = (next: () => number): Buffer => {
  const pcm = Buffer.alloc(FRAMES * 4);
  for (let frame = 0; frame < FRAMES; frame++) {
    const noise = () => Math.floor(next() * 65_536) - 32_768;
    const square = frame % 100 < 50 ? 32_767 : -32_768;
    const quarter = Math.floor((frame * 4) / FRAMES);
    const [left, right] = [
      [noise(), noise()],
      [0, 0],
      [square, -1 - square],
      [12_000, -12_000],
    ][quarter] ?? [0, 0];
    pcm.writeInt16LE(left ?? 0, frame * 4);
    pcm.writeInt16LE(right ?? 0, frame * 4 + 2);
  }
  return wav(pcm);
};

export interface Measured {
  /** What is not as it was promised. */
  readonly wrong: readonly string[];
  /** Seconds of CPU for a second of sound. */
  readonly cpu: number;
  readonly residentKib: number;
}

/** The options that ffmpeg says it was told, in order: its debugging lines of the first time the graph is read. */
const understood = (log: string): string[] =>
  [...log.matchAll(/^\[AVFilterGraph @ \w+\] Setting '(.*)' to value '(.*)'$/gm)].map(
    ([, name, value]) => `${name}=${value}`,
  );

/**
 * Runs ffmpeg with a chain as the service would, under `strace` and the kernel's limits, on half a second of sound.
 *
 * @param place - a folder for the trace
 */
export async function confined(filters: readonly ChainFilter[], input: Buffer, place: string): Promise<Measured> {
  const request = parseRequest({ source_url: 'http://a/', output_format: 'pcm' });
  const chain = filterChain({ ...request, filters: { ...request.filters, custom_filter: chainText(filters) } });
  const trace = join(place, 'trace');
  const child = spawn(
    'prlimit',
    [
      ...[`--cpu=${CPU_SECONDS}`, `--as=${ADDRESS_SPACE}`],
      ...['strace', '-f', '-qq', '--seccomp-bpf', '-e', `trace=${TRACED}`, '-o', trace, binary],
      // Without a whitelist of protocols: it is the chain that has to keep it from opening anything.
      ...[
        '-nostdin',
        '-hide_banner',
        '-loglevel',
        'repeat+debug',
        '-nostats',
        '-benchmark',
        '-f',
        'wav',
        '-i',
        'pipe:0',
      ],
      ...['-map', '0:a:0', '-af', chain, '-ac', '2', '-f', 's16le', 'pipe:1'],
    ],
    { env: { PATH: process.env.PATH ?? '' }, cwd: place, stdio: 'pipe' },
  );
  let bytes = 0;
  let log = '';
  child.stdout.on('data', (data: Buffer) => {
    bytes += data.length;
  });
  child.stderr.on('data', (data: Buffer) => {
    log += data.toString();
  });
  // A chain that dies leaves the rest of its input unread.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  const calls = (await readFile(trace, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !/^\d+ [+-]{3} /.test(line));
  const bench = (name: string) => Number(new RegExp(`${name}=([\\d.]+)`).exec(log)?.[1]);
  const [cpu, residentKib] = [((bench('utime') + bench('stime')) * RATE) / FRAMES, bench('maxrss')];
  const longer = bytes / 4 - FRAMES;
  const told = filters.flatMap(({ options }) => Object.entries(options).map(([name, value]) => `${name}=${value}`));
  const heard = understood(log);
  // The last option of what stands in front of a caller's chain (lib/audio/filters/custom.ts).
  const from = heard.indexOf('osf=dblp') + 1;
  const checks: Readonly<Record<string, boolean>> = {
    [`ended with ${status}`]: status === 0,
    [`called ${calls.slice(1).join(' ')}`]: calls.length === 1 && (calls[0] ?? '').includes('execve('),
    [`is ${longer} frames longer`]: longer >= 0 && longer <= (tailOf(filters) * RATE) / 1000 + 1,
    [`took ${residentKib} KiB`]: residentKib <= RESIDENT_KIB,
    [`was understood as ${heard.slice(from, from + told.length)}`]:
      heard.slice(from, from + told.length).join() === told.join(),
  };
  return { wrong: Object.keys(checks).filter((check) => !checks[check]), cpu, residentKib };
}
