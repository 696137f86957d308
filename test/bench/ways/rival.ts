import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { answerOf } from './answer-of.ts';
import { familyUsage } from './usage.ts';
import type { Way } from './way.ts';

const HERE = fileURLToPath(new URL('../rival/', import.meta.url));
/** As the package's own script would do at its installation; here no package runs one. */
const BINARY = `${HERE}node_modules/@ffmpeg-installer/linux-x64/ffmpeg`;

/** Into test/bench/rival, once: nothing else needs it. */
async function installed(): Promise<void> {
  const isThere = await access(BINARY).then(
    () => true,
    () => false,
  );
  if (!isThere) await promisify(execFile)('npm', ['ci'], { cwd: HERE });
  await chmod(BINARY, 0o755);
}

/** A plain Node server with fluent-ffmpeg and the static ffmpeg that npm has, both as they come. */
export async function rival(): Promise<Way> {
  await installed();
  const server = spawn(process.execPath, ['server.mjs'], { cwd: HERE, stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(createInterface({ input: server.stdout }), 'line');
  return {
    name: 'fluent-ffmpeg in a Node server',
    open: ({ url }) => answerOf(`http://127.0.0.1:${port}/?source_url=${encodeURIComponent(url)}`),
    usage: () => familyUsage(server.pid ?? 0),
    close: async () => {
      const gone = once(server, 'exit');
      server.kill('SIGTERM');
      await gone;
    },
  };
}
