import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { Writable } from 'node:stream';
import { OUTPUT_FORMATS, type OutputFormat } from '../contract/formats.ts';
import { UsageError } from './report.ts';

/** Where audio goes. */
export interface Output {
  readonly stream: Writable;
  /** It has all of it: makes it the file that was asked for, or waits for the player's end. */
  readonly finish: () => Promise<void>;
  /** It has not: leaves nothing behind. Idempotent. */
  readonly discard: () => Promise<void>;
  /** What it means that audio could not be written. Default: what the system says. */
  readonly explain?: (error: unknown) => Promise<unknown>;
}

const EXTENSIONS: Readonly<Record<string, OutputFormat>> = { '.ogg': 'opus', '.raw': 'pcm', '.adts': 'aac' };

/** What other programs would take a file for that held one of our formats under such a name. */
const OTHERS: ReadonlySet<string> = new Set(['.m4a', '.m4b', '.mp4', '.mka', '.webm', '.wma', '.aif', '.aiff', '.caf']);

/**
 * The format that a file's name says; `undefined` where it says none.
 *
 * @throws UsageError where it says one that Sluice does not write
 */
export function formatOfName(file: string): OutputFormat | undefined {
  const extension = extname(file).toLowerCase();
  if (OTHERS.has(extension))
    throw new UsageError(
      `Nothing here writes ${extension}: name one of ${OUTPUT_FORMATS.join(', ')}, or give --format.`,
    );
  return EXTENSIONS[extension] ?? OUTPUT_FORMATS.find((format) => `.${format}` === extension);
}

/** Bytes of RIFF's own head, whose size counts what is behind it. */
const RIFF_HEAD = 8;

/** A stream leaves a WAV's lengths open; a file can be told them. They stand behind `RIFF`, and behind `data`. */
async function closeWave(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(1024);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const data = head.subarray(0, bytesRead).indexOf('data');
    if (data < 0 || size > 0xffffffff) return;
    const lengths = [
      [4, size - RIFF_HEAD],
      [data + 4, size - data - RIFF_HEAD],
    ] as const;
    for (const [at, length] of lengths) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(length);
      await file.write(bytes, 0, 4, at);
    }
  } finally {
    await file.close();
  }
}

/** @throws UsageError where it cannot be written to, in the name that was given */
async function opened(path: string, given: string): Promise<Writable> {
  const stream = createWriteStream(path);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? `there is no folder ${dirname(path)}` : error.message;
      reject(new UsageError(`${given} cannot be written: ${why}.`));
    });
  });
  return stream;
}

const NOTHING_TO_CLOSE = { finish: async () => {}, discard: async () => {} } satisfies Partial<Output>;

/**
 * A file, which is there under its name when it is whole, and not before.
 *
 * @throws UsageError where there is one already, or none can be written
 */
export async function fileOutput(path: string, format: OutputFormat, force: boolean): Promise<Output> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new UsageError(`${path} is a folder: name a file in it.`);
  // A device or a pipe is written to; a file in its place would be a disaster that --force need not mean.
  if (there && !there.isFile()) return { stream: await opened(path, path), ...NOTHING_TO_CLOSE };
  if (there && !force) throw new UsageError(`${path} is there already; --force replaces it.`);
  // Two commands may write the same file: the last one's is there then, and whole.
  const part = `${path}.${process.pid}.part`;
  const stream = await opened(part, path);
  return {
    stream,
    finish: async () => {
      if (format === 'wav') await closeWave(part);
      await rename(part, path);
    },
    discard: () => rm(part, { force: true }),
  };
}

/** Standard output, which is not ours to close. */
export const standardOutput = (): Output => ({ stream: process.stdout, ...NOTHING_TO_CLOSE });
