import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { transcodeArguments } from '../../../lib/audio/arguments.ts';
import type { Container } from '../../../lib/audio/container.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { cached } from '../../fixtures/cache.ts';

const BINARY = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/**
 * What a seeking answer has to equal: the same request, with the whole file read through on stdin by the service's own
 * ffmpeg with the service's own arguments. It is kept, for as long as neither these nor the file change.
 */
export async function readThrough(
  file: string,
  container: Container,
  fields: { readonly start: number; readonly duration: number },
): Promise<Buffer> {
  const request = parseRequest({ source_url: 'http://localhost/', output_format: 'pcm', ...fields });
  const argv = transcodeArguments(
    { mode: 'encode', request },
    { container, from: 'pipe', seek: 0, cut: { start: fields.start } },
  );
  const binary = createHash('sha256')
    .update(await readFile(BINARY))
    .digest('hex');
  const path = await cached('read-through.pcm', [file, argv, binary], async (unfinished) => {
    const encoder = spawn(BINARY, argv, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    const exit = new Promise<number | null>((resolve) => encoder.once('close', resolve));
    // It may have what it wants before it has read all.
    const fed = pipeline(createReadStream(file), encoder.stdin).catch(() => {});
    await pipeline(encoder.stdout, createWriteStream(unfinished));
    await fed;
    const code = await exit;
    if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
  });
  return readFile(path);
}
