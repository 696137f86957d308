/** What an option takes: how it is read, how it is described, and its bounds, for the comparison with ffmpeg's own. */
export interface Kind {
  /** Behind “must be”. */
  readonly says: string;
  /** The one spelling of what was written, or nothing where it is not allowed. */
  read(text: string): string | undefined;
  readonly low?: number;
  readonly high?: number;
  /** Every spelling of a choice. */
  readonly names?: readonly string[];
  /** What is written whether or not the caller says so. */
  readonly forced?: string;
  /** Not to be had. */
  readonly closed?: true;
}

/** No exponents, no hexadecimals, no `inf`, no SI prefixes: ffmpeg reads all those, and expressions too. */
const DECIMAL = /^[+-]?(\d{1,9}(\.\d{0,12})?|\.\d{1,12})$/;

/** A number as ffmpeg reads it, never in exponent form, and zero without a sign. */
export const decimal = (value: number): string => {
  const text = value.toFixed(9).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
};

export const parseDecimal = (text: string): number => (DECIMAL.test(text) ? Number(text) : Number.NaN);

const within = (value: number, low: number, high: number) =>
  value >= low && value <= high ? decimal(value) : undefined;

export const number = (low: number, high: number, unit = ''): Kind => ({
  says: `a plain number from ${low} to ${high}${unit && ` ${unit}`}`,
  read: (text) => within(parseDecimal(text), low, high),
  low,
  high,
});

export const integer = (low: number, high: number, unit = ''): Kind => ({
  says: `a whole number from ${low} to ${high}${unit && ` ${unit}`}`,
  read: (text) => (/^\+?\d{1,9}$/.test(text) ? within(Number(text), low, high) : undefined),
  low,
  high,
});

/** A factor of amplitude, which may also be told in decibels: ffmpeg's numbers take `dB` (libavutil/eval.c). */
export const amplitude = (low: number, high: number): Kind => ({
  says: `a plain number from ${low} to ${high}, or its decibels as in -6dB`,
  read: (text) =>
    within(text.endsWith('dB') ? 10 ** (parseDecimal(text.slice(0, -2)) / 20) : parseDecimal(text), low, high),
  low,
  high,
});

/** One of several names; each argument holds the spellings of one, the first being the one that is kept. */
export const choice = (...spellings: readonly string[]): Kind => {
  const names = spellings.map((all) => all.split(' '));
  return {
    says: `one of ${names.map(([first]) => first).join(', ')}`,
    read: (text) => names.find((all) => all.includes(text))?.[0],
    names: names.flat(),
  };
};

const YES = ['1', 'true', 'yes', 'on', 'y'];
const NO = ['0', 'false', 'no', 'off', 'n'];
export const flag: Kind = {
  says: '1 or 0 (or true, false, yes, no, on, off)',
  read: (text) => (YES.includes(text) ? '1' : NO.includes(text) ? '0' : undefined),
};

/** Always on: a filter would lose samples without it. */
export const always: Kind = {
  says: '1: samples are lost without it',
  read: (text) => (YES.includes(text) ? '1' : undefined),
  forced: '1',
};

/** Not taken, but its place counts where options are told without names. */
export const closed: Kind = { says: 'left out: it is not available here', read: () => undefined, closed: true };

/** Values of one kind with bars between them. */
export const list = (kind: Kind, most: number): Kind => ({
  says: `1 to ${most} values with | between them, each ${kind.says}`,
  read: (text) => {
    const values = text.split('|', most + 1).map((value) => kind.read(value.trim()));
    return values.length <= most && !values.includes(undefined) ? values.join('|') : undefined;
  },
});
