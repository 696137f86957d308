/** Text in UTF-16, the higher byte first; half a unit at the end is left out. */
export const utf16be = (bytes: Buffer): string =>
  Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
