import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { readSettings } from '../../settings/settings.ts';
import { EXIT } from '../exit-codes.ts';
import { findOnPath } from '../find-on-path.ts';
import { say } from '../report.ts';
import { clientFor, type ServiceOptions, withService, withTokenRemedy } from '../service-options.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** Without it something does not work; else it is only missed. */
  readonly needed: boolean;
  /** What was found, or what to do. */
  readonly says: string;
}

const run = promisify(execFile);
/** As the package's own `engines` (lib/cli/build-package.ts). */
const OLDEST_NODE = '22.12';
/** Milliseconds for each look. */
const PATIENCE = 10_000;

const ENCODERS = ['libopus', 'aac', 'libmp3lame', 'flac', 'pcm_s16le'];
const FILTERS = ['atempo', 'equalizer', 'loudnorm', 'volume', 'afade', 'aresample', 'alimiter'];

const INSTALL = 'apt install ffmpeg (or brew, winget), or set FFMPEG_PATH';

function node(): Finding {
  const ok = process.versions.node.localeCompare(OLDEST_NODE, 'en', { numeric: true }) >= 0;
  return {
    what: 'node',
    ok,
    needed: true,
    says: ok ? process.versions.node : `${process.versions.node} is too old: ${OLDEST_NODE} or newer`,
  };
}

/** The names in the second column of `ffmpeg -encoders` and the like. */
async function listed(ffmpeg: string, list: string): Promise<ReadonlySet<string>> {
  const { stdout } = await run(ffmpeg, ['-hide_banner', list], { timeout: PATIENCE });
  return new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? ''));
}

async function ffmpeg(): Promise<readonly Finding[]> {
  const binary = readSettings(process.env).FFMPEG_PATH;
  const path = await findOnPath(binary);
  if (!path) return [{ what: 'ffmpeg', ok: false, needed: true, says: `${binary} is not there: ${INSTALL}` }];
  try {
    const { stdout } = await run(path, ['-version'], { timeout: PATIENCE });
    const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'of no known version';
    const [encoders, filters] = [await listed(path, '-encoders'), await listed(path, '-filters')];
    const missing = [
      ...ENCODERS.filter((name) => !encoders.has(name)),
      ...FILTERS.filter((name) => !filters.has(name)),
    ];
    const { stdout: protocols } = await run(path, ['-hide_banner', '-protocols'], { timeout: PATIENCE });
    const spools = /^\s*fd$/m.test(protocols);
    return [
      { what: 'ffmpeg', ok: true, needed: true, says: `${version}, ${path}` },
      {
        ...{ what: 'its parts', ok: missing.length === 0, needed: true },
        says: missing.length === 0 ? 'all encoders and filters' : `it lacks ${missing.join(', ')}: take a full build`,
      },
      {
        ...{ what: 'fd:', ok: spools, needed: false },
        says: spools
          ? 'it reads from a descriptor'
          : 'older than 6.0: an MP4 with its index at the end needs a source with ranges',
      },
    ];
  } catch (error) {
    return [
      {
        what: 'ffmpeg',
        ok: false,
        needed: true,
        says: `${path} does not run (${String(error).split('\n')[0]}): ${INSTALL}`,
      },
    ];
  }
}

async function player(): Promise<Finding> {
  const found = (await findOnPath('ffplay')) ?? (await findOnPath('mpv'));
  return {
    what: 'a player',
    ok: found !== undefined,
    needed: false,
    says: found ?? 'neither ffplay nor mpv: --play needs one',
  };
}

async function service(options: ServiceOptions, signal: AbortSignal): Promise<Finding> {
  const client = clientFor(options);
  if (!client)
    return {
      what: 'a service',
      ok: false,
      needed: false,
      says: 'none named: --url or TRANSCODER_URL; without one this machine does the work',
    };
  try {
    const { status, version } = await client.health({ signal }).catch(withTokenRemedy(options));
    return {
      what: 'the service',
      ok: status !== 'unhealthy',
      needed: true,
      says: `${status}, Sluice ${version}, ${options.url}`,
    };
  } catch (error) {
    return {
      what: 'the service',
      ok: false,
      needed: true,
      says: `${options.url}: ${error instanceof Error ? error.message : error}`,
    };
  }
}

const mark = ({ ok, needed }: Finding): string => (ok ? 'ok     ' : needed ? 'MISSING' : 'none   ');

/** `doctor`: what is missing on this machine. */
export function addDoctor(program: Command, signal: AbortSignal): void {
  withService(
    program
      .command('doctor')
      .summary('look what is missing on this machine')
      .description('Looks what is missing on this machine. Exit code 3: something is.'),
  )
    .option('--json', 'what was found, as JSON')
    .action(async (options: ServiceOptions & { readonly json?: boolean }) => {
      const findings = [node(), ...(await ffmpeg()), await player(), await service(options, signal)];
      if (options.json) say(JSON.stringify(findings));
      else for (const finding of findings) say(`${mark(finding)} ${finding.what.padEnd(11)} ${finding.says}`);
      if (findings.some(({ ok, needed }) => needed && !ok)) process.exitCode = EXIT.unwell;
    });
}
