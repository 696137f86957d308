import { oggCrc } from '../../fixtures/ogg-page.ts';

/** Writes the sums of all Ogg pages anew, as far as there are any, in place. */
export function resealed(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf('OggS'); at >= 0; at = bytes.indexOf('OggS', at + 4)) {
    const table = at + 27;
    if (table > bytes.length) break;
    const body = table + bytes.readUInt8(at + 26);
    const end = bytes.subarray(table, body).reduce((sum, lacing) => sum + lacing, body);
    if (end > bytes.length) continue;
    bytes.writeUInt32LE(0, at + 22);
    bytes.writeUInt32LE(oggCrc(bytes.subarray(at, end)), at + 22);
  }
  return bytes;
}
