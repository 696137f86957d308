import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cached } from '../fixtures/cache.ts';
import { packages } from './packages.ts';

const run = promisify(execFile);

const FETCH = fileURLToPath(new URL('fetch.sh', import.meta.url));

/** What audio files, and what is taken for them, are called. What is in them, each decoder finds out by itself. */
const AUDIO_NAMES =
  /\.(mp[123+]|mpga|aac|m4[abrv]|mp4|3g[p2]|mov|qt|flac|og[gav]|opus|spx|wave?|w64|rf64|bwf|aif[fc]?|afc|au|snd|caf|wma|wmv|asf|ac3|e?ec?3|dts|webm|mk[av]|ape|mpc|wv|tta|ds[fs]|dff|amr|of[rs]|tak|shn|mid|mod|xm|it|s3m|avi|r[am]|flv|voc|nist|sph|gsm|oma|aa3|vox|avr|pvf|htk|paf|iff|8svx|mpe?g|m3u8?|pls|xspf|asx)$/i;

/** Bytes above which a file is left out: its sound is long, and no odder for that. */
const LARGEST = 1_000_000;

/** Packages that are fetched and unpacked at a time. */
const AT_A_TIME = 4;

/** A file of the corpus. */
export interface CorpusFile {
  /** The package, and the path in its archive. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** Fetches a package and unpacks its audio files into `folder`. */
async function unpack(name: string, version: string, folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'sluice-corpus-'));
  try {
    const { stdout, stderr } = await run('bash', [FETCH, name, work]);
    // Another version than the pinned one may have other files: the reader of a failure has to know.
    if (stderr) process.stderr.write(stderr);
    const [found = version, archive = ''] = stdout.trim().split(' ');
    const from = join(work, 'downloads', archive);
    const list = await run('tar', ['-tf', from], { maxBuffer: 64 * 2 ** 20 });
    const names = list.stdout.split('\n').filter((path) => AUDIO_NAMES.test(path));
    await writeFile(join(work, 'names'), names.join('\n'));
    await mkdir(folder);
    await run('tar', [
      '-xf',
      from,
      '-C',
      folder,
      '--no-same-owner',
      '--no-wildcards',
      '--strip-components=1',
      '-T',
      join(work, 'names'),
    ]);
    await writeFile(join(folder, 'version'), found);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function filesOf(name: string, folder: string): Promise<CorpusFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: CorpusFile[] = [];
  for (const path of paths.toSorted()) {
    const inside = relative(folder, path);
    if (inside === 'version' || (await stat(path)).size > LARGEST) continue;
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    files.push({ name: `${name}/${inside}`, path, sha256 });
  }
  return files;
}

/**
 * The audio files of the packages of `versions.conf`, fetched once. A file that is in several is that of the first.
 *
 * @throws Error where a package cannot be had; its message says what would help
 */
export async function corpusFiles(): Promise<readonly CorpusFile[]> {
  const left = [...(await packages()).entries()];
  const found: CorpusFile[][] = [];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [index, { name, version, sha256 }] = next;
      const recipe = ['corpus', AUDIO_NAMES.source, sha256];
      const folder = await cached(`corpus-${name}`, recipe, (path) => unpack(name, version, path));
      found[index] = await filesOf(name, folder);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const files = new Map<string, CorpusFile>();
  for (const file of found.flat()) if (!files.has(file.sha256)) files.set(file.sha256, file);
  return [...files.values()];
}
