import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { locate } from './binary.ts';

/**
 * SHA-256 of the binary itself, in hexadecimal: two builds of one version may encode differently.
 *
 * @param binary - a path, or a name that PATH finds
 * @returns `undefined` where it cannot be read: whoever starts it will say why
 */
export async function encoderDigest(binary: string): Promise<string | undefined> {
  const bytes = await readFile(locate(binary)).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}
