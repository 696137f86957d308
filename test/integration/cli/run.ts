import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';

/** As it is installed: bundled by `--build`. */
const SLUICE = fileURLToPath(new URL('../../../dist/npm/sluice.mjs', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Starts `sluice` with none of this machine's settings. */
export function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: URL) {
  const child = spawn(process.execPath, [SLUICE, ...argv], {
    cwd,
    env: { PATH: process.env.PATH, FFMPEG_PATH: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ran = new Promise<Ran>((resolve) =>
    child.once('close', (code) => resolve({ code, out: Buffer.concat(out), err })),
  );
  return { child, ran };
}

export const sluice = (argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran> =>
  start(argv, env).ran;
