export const NOTHING = new Uint8Array(0);

/** One array of several. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only = NOTHING] = parts;
  if (parts.length <= 1) return only;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Whether a text in ASCII stands at `offset`. */
export const says = (bytes: Uint8Array, offset: number, text: string): boolean =>
  [...text].every((letter, at) => bytes[offset + at] === letter.charCodeAt(0));

export const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
