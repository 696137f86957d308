import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { UsageError } from './report.ts';

/**
 * Whether a source is a file of this machine, and none of the internet.
 *
 * @throws UsageError where it is a path to nothing that could be read
 */
export async function isFile(source: string): Promise<boolean> {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(source)) return false;
  const there = await stat(source).catch(() => undefined);
  if (there?.isDirectory()) throw new UsageError(`${source} is a folder: name a file in it.`);
  // A pipe has no length and no second reading, and how audio begins and ends is read before what is between.
  if (source === '-' || (there && !there.isFile()))
    throw new UsageError(`${source} can be read only once, and a source is not: write it to a file, and name that.`);
  if (!there) throw new UsageError(`${source} is neither a URL nor a file that is there.`);
  await access(source, constants.R_OK).catch(() => {
    throw new UsageError(`${source} may not be read by you.`);
  });
  return true;
}
