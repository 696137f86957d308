import { readFile, stat } from 'node:fs/promises';
import { FILMS, SOUND } from '../../corpus/encodings.ts';
import { corpusFiles } from '../../corpus/files.ts';
import { madeOf } from '../../corpus/made.ts';
import { inTurns } from '../../fixtures/answer.ts';

/** A file to be damaged. */
export interface RealFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Files of a kind. */
export type RealFiles = readonly [RealFile, ...RealFile[]];

const some = ([first, ...others]: readonly RealFile[]): RealFiles => {
  if (!first) throw new Error('there are no files to damage');
  return [first, ...others];
};

/** Bytes above which a file of the corpus is left out: its header is what is of interest, and each is sent many times. */
const LARGEST = 400_000;

/** Files of every container and codec that Debian's ffmpeg can write, of a second and a half. */
export async function writtenFiles(): Promise<RealFiles> {
  const names = [...SOUND.keys(), ...FILMS.keys()];
  return some(await inTurns(names, async (name) => ({ name, bytes: await readFile((await madeOf(name)).path) })));
}

/** The odd files of Debian's source packages, for which they are fetched where they are not here yet. */
export async function oddFiles(): Promise<RealFiles> {
  const files: RealFile[] = [];
  for (const { name, path } of await corpusFiles()) {
    const { size } = await stat(path);
    if (size > 0 && size <= LARGEST) files.push({ name, bytes: await readFile(path) });
  }
  return some(files);
}
