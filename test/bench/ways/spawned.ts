import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { transcodeArguments } from '../../../lib/audio/arguments.ts';
import type { Container } from '../../../lib/audio/container.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';
import { childrenUsage } from './usage.ts';
import type { Source, Way } from './way.ts';

/** A command of ffmpeg's for each stream. @param stdin - the file is there */
function spawning(name: string, commandFor: (source: Source) => readonly [string, ...string[]], stdin: boolean): Way {
  const running = new Set<number>();
  return {
    name,
    open: async (source) => {
      const [command, ...args] = commandFor(source);
      const file = stdin ? openSync(source.file, 'r') : undefined;
      const child = spawn(command, args, { stdio: [file ?? 'ignore', 'pipe', 'ignore'] });
      if (file !== undefined) closeSync(file);
      const { pid, stdout } = child;
      if (pid === undefined || !stdout) throw new Error(`${command} cannot be started`);
      running.add(pid);
      child.once('exit', (code, signal) => {
        running.delete(pid);
        if (code !== 0) stdout.destroy(new Error(`${command} ended with ${code ?? signal}`));
      });
      const answer: Readable = stdout;
      answer.once('close', () => child.kill('SIGKILL'));
      return answer;
    },
    usage: () => childrenUsage(running),
    close: async () => {},
  };
}

export const layerPath = (): string => layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** The layer's binary with the arguments of the service and the file on its stdin: nothing can be faster that uses it. */
export function bare(container: Container, extra: readonly string[] = []): Way {
  const request = parseRequest({ source_url: 'http://127.0.0.1/', output_format: 'opus', bitrate: '64k' });
  const args = transcodeArguments({ mode: 'encode', request }, { container, from: 'pipe', seek: 0, cut: { start: 0 } });
  return spawning("the layer's ffmpeg alone", () => [layerPath(), ...extra, ...args], true);
}

/** Debian's ffmpeg as it comes, which fetches the URL itself. */
export async function stock(): Promise<Way> {
  await requireDebian('ffmpeg');
  const output = ['-vn', '-c:a', 'libopus', '-b:a', '64k', '-f', 'opus', 'pipe:1'];
  return spawning("Debian's ffmpeg", ({ url }) => [DEBIAN.ffmpeg, '-nostdin', '-i', url, ...output], false);
}
