import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { locate } from './binary.ts';

/**
 * SHA-256 of the binary itself, in hexadecimal: two builds of one version may encode differently.
 *
 * @param binary - a path, or a name that PATH finds
 * @throws where it cannot be read
 */
export async function encoderDigest(binary: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(locate(binary)))
    .digest('hex');
}
