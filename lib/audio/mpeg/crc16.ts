/** x¹⁶ + x¹⁵ + x² + 1, bits reversed. */
const POLYNOMIAL = 0xa001;

/** CRC-16 as LAME has it over its tag: from 0, least bit first (`CRC_update_lookup` in its libmp3lame/VbrTag.c). */
export function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return crc;
}
