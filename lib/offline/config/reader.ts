/** Reads values of unknown shape and notes every mistake, so that all of them can be told at once. */
export interface Reader {
  readonly mistakes: string[];
  /** A whole number; digits in a string count, as `${env:…}` gives nothing else. */
  integer(value: unknown, where: string, range: readonly [number, number]): number | undefined;
  string(value: unknown, where: string): string | undefined;
  oneOf<T extends string>(value: unknown, where: string, allowed: readonly T[]): T | undefined;
  /** A table; each of its values is read by `read`. */
  table<T>(value: unknown, where: string, read: (value: unknown, where: string) => T | undefined): Record<string, T>;
  /** A list of strings, or one string with commas. */
  list(value: unknown, where: string): string[] | undefined;
}

/** Nothing said: absent, null, or the empty string of `${env:NAME, ''}`. */
function isUnset(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

/** @returns A reader without mistakes so far. Unset values are undefined and no mistake. */
export function createReader(): Reader {
  const mistakes: string[] = [];
  const wrong = (where: string, expected: string, value: unknown): undefined => {
    mistakes.push(`${where} must be ${expected}, not ${JSON.stringify(value)}`);
    return undefined;
  };
  return {
    mistakes,
    integer(value, where, [least, most]) {
      if (isUnset(value)) return undefined;
      const number = typeof value === 'string' ? Number(value.trim() || 'x') : value;
      if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
      return wrong(where, `a whole number from ${least} to ${most}`, value);
    },
    string(value, where) {
      if (isUnset(value)) return undefined;
      return typeof value === 'string' ? value : wrong(where, 'a string', value);
    },
    oneOf(value, where, allowed) {
      if (isUnset(value)) return undefined;
      return allowed.find((one) => one === value) ?? wrong(where, allowed.map((one) => `"${one}"`).join(' or '), value);
    },
    table(value, where, read) {
      if (isUnset(value)) return {};
      if (typeof value !== 'object' || Array.isArray(value)) return wrong(where, 'a table', value) ?? {};
      const entries = Object.entries(value).flatMap(([key, one]) => {
        const result = read(one, `${where}.${key}`);
        return result === undefined ? [] : [[key, result] as const];
      });
      return Object.fromEntries(entries);
    },
    list(value, where) {
      if (isUnset(value)) return undefined;
      const parts: unknown = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
      if (Array.isArray(parts) && parts.every((part) => typeof part === 'string')) return parts.filter(Boolean);
      return wrong(where, 'a list of names', value);
    },
  };
}
