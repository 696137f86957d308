/** What a player shows of a source. */
export interface Tags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
}

export type Field = keyof Tags;

/** Whether there is nothing left to look for. */
export const isComplete = ({ title, artist, album }: Tags): boolean =>
  title !== undefined && artist !== undefined && album !== undefined;

/** Bytes of UTF-8 that a value keeps: a title is a line, and no attachment. */
const LONGEST = 1024;
/** UTF-16 units that are looked at for that. */
const LOOKED_AT = 4 * LONGEST;

/** A value as a line of text: without controls, of valid characters, cut where one ends; `undefined` of an empty one. */
function line(raw: string): string | undefined {
  const characters = raw
    .slice(0, LOOKED_AT)
    .toWellFormed()
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
  let bytes = 0;
  let end = 0;
  for (const character of characters) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST) break;
    end += character.length;
  }
  return characters.slice(0, end).trim() || undefined;
}

/** Values as they are found, in their order. */
export interface FoundTags {
  /** Takes a value; of a field that has one, only another artist of the same list. */
  readonly note: (field: Field | undefined, value: string) => void;
  readonly tags: () => Tags;
}

/**
 * Of several artists a player shows all, of several titles or albums the first. NUL stands between the values of ID3v2.4,
 * and behind the one of older formats.
 */
export function foundTags(): FoundTags {
  const values: Partial<Record<Field, string[]>> = {};
  return {
    note: (field, value) => {
      if (field === undefined) return;
      const lines = value.split('\0', 16).flatMap((part) => line(part) ?? []);
      const known = values[field] ?? [];
      if (known.length >= (field === 'artist' ? 16 : 1)) return;
      const all = [...new Set([...known, ...(field === 'artist' ? lines : lines.slice(0, 1))])];
      if (all.length > 0) values[field] = all;
    },
    tags: () =>
      Object.fromEntries(Object.entries(values).map(([field, list]) => [field, line(list.join('; ')) ?? ''])) as Tags,
  };
}

/** The first that has a value, field by field. */
export const firstOf = (...all: readonly Tags[]): Tags => Object.assign({}, ...all.toReversed()) as Tags;

/** Text that should be UTF-8, and where it is not, was written by a program that knew one byte a character. */
export function looseText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') && !bytes.includes('\ufffd') ? bytes.toString('latin1') : text;
}
