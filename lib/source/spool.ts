import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A source as a file: for what can only be read in another order than it comes in. */
export interface Spool {
  /** To be inherited by the encoder. */
  readonly fd: number;
  /** Idempotent; frees the disk, since the file has no name. */
  readonly close: () => Promise<void>;
}

const PREFIX = 'sluice-spool-';

/** Removes what an environment has left that died between making a file and taking its name away: its room is needed. */
const wipeSpools = async (): Promise<void> => {
  const names = await readdir(tmpdir());
  const left = names.filter((name) => name.startsWith(PREFIX));
  await Promise.all(left.map((name) => rm(join(tmpdir(), name), { force: true })));
};

/** A file that loses its name at once: whatever happens, it is gone with the last process that has it open. */
const nameless = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `${PREFIX}${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return file;
};

/**
 * Writes a stream to disk, to its end.
 *
 * @param maxBytes where it is given up
 * @param tooLarge makes the error for that
 * @throws what the stream throws
 */
export const spool = async (chunks: AsyncIterable<Buffer>, maxBytes: number, tooLarge: () => Error): Promise<Spool> => {
  // What cannot be removed is somebody else's.
  await wipeSpools().catch(() => {});
  const file = await nameless();
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      if (bytes + chunk.length > maxBytes) throw tooLarge();
      // At a position of ours: the descriptor's own stays at 0, where the encoder that inherits it begins to read.
      for (let written = 0; written < chunk.length; ) {
        written += (await file.write(chunk, written, chunk.length - written, bytes + written)).bytesWritten;
      }
      bytes += chunk.length;
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    fd: file.fd,
    close: () => {
      closing ??= file.close();
      return closing;
    },
  };
};
