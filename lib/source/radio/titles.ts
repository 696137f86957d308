/** Octets of one metadata block are a multiple of this (https://cast.readme.io/docs/icy, as every server sends them). */
const BLOCK = 16;

/** A title longer than this is none; the format allows 4,080 octets. */
const LONGEST_TITLE = 400;

/** `icy-metaint`: audio octets between two blocks of metadata; `undefined` where there are none. */
export const metadataInterval = (header: string | string[] | undefined): number | undefined => {
  if (typeof header !== 'string' || !/^\d{1,8}$/.test(header.trim())) return undefined;
  return Number(header) || undefined;
};

/** The title of a metadata block, in UTF-8 or, where it is none, in Latin-1; nobody says which. */
export const titleOf = (metadata: Buffer): string | undefined => {
  const utf8 = metadata.toString('utf8');
  const text = utf8.includes('\ufffd') ? metadata.toString('latin1') : utf8;
  // A title may hold an apostrophe; its end is the first one in front of a semicolon.
  const title = /StreamTitle='(.*?)'(?:;|\0|$)/s.exec(text)?.[1];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return title?.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, LONGEST_TITLE);
};

/**
 * Takes the metadata out of a radio station's stream: a length octet and so many blocks behind every `interval` octets
 * of audio. What is left is the audio alone, uncopied.
 *
 * @param onTitle is told every title that differs from the one before
 */
export async function* withoutTitles(
  chunks: AsyncIterable<Buffer>,
  interval: number,
  onTitle: (title: string) => void,
): AsyncGenerator<Buffer, void, undefined> {
  let audioLeft = interval;
  let metadataLeft: number | undefined;
  let metadata: Buffer[] = [];
  let title: string | undefined;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      if (audioLeft > 0) {
        const audio = rest.subarray(0, audioLeft);
        audioLeft -= audio.length;
        rest = rest.subarray(audio.length);
        yield audio;
      } else if (metadataLeft === undefined) {
        metadataLeft = rest.readUInt8(0) * BLOCK;
        rest = rest.subarray(1);
      } else {
        const part = rest.subarray(0, metadataLeft);
        metadata.push(Buffer.from(part));
        metadataLeft -= part.length;
        rest = rest.subarray(part.length);
      }
      if (metadataLeft !== 0) continue;
      const told = titleOf(Buffer.concat(metadata));
      if (told !== undefined && told !== title) onTitle(told);
      title = told ?? title;
      metadata = [];
      metadataLeft = undefined;
      audioLeft = interval;
    }
  }
}
