import { ALLOWED } from './allowed.ts';
import { readOptions } from './arguments.ts';
import { place, readChain, type WrittenFilter } from './grammar.ts';
import { effective } from './option.ts';

/** A filter that is allowed, told nothing but what it is allowed to be told. */
export interface ChainFilter {
  readonly name: string;
  /** By full names, in the table's order. */
  readonly options: Readonly<Record<string, string>>;
}

/** Filters of one chain. The costliest there is, afftdn eight times, takes a quarter of a core's real time. */
export const FILTERS_MOST = 8;

/** Milliseconds that the echoes and choruses of a chain may sound on together behind the end. */
export const TAIL_MOST = 4000;

/** It looks ahead over seconds of sound, for which it keeps up to 15 MB. */
const LOOKS_AHEAD = 'dynaudnorm';

const NAME_LENGTH = 40;
/** Said once, however many names are wrong. */
const LISTED = '; the filters are';

function readFilter(written: WrittenFilter, problems: string[]): ChainFilter | undefined {
  const { name, at } = written;
  const allowed = ALLOWED.get(name);
  if (!allowed) {
    const shown = name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
    const list = problems.some((told) => told.includes(LISTED)) ? '' : `${LISTED} ${[...ALLOWED.keys()].join(', ')}`;
    problems.push(`names the filter “${shown}” ${place(at)}, which is not allowed${list}`);
    return undefined;
  }
  const before = problems.length;
  const options = readOptions(written, allowed, (problem) =>
    problems.push(`is wrong in ${name} ${place(at)}: ${problem}`),
  );
  return problems.length > before ? undefined : { name, options };
}

/** Milliseconds by which the answer may be longer than what goes into the chain. */
export const tailOf = (filters: readonly ChainFilter[]): number =>
  filters.reduce((sum, { name, options }) => {
    const allowed = ALLOWED.get(name);
    return sum + (allowed?.tail?.((option) => effective(allowed, options, option)) ?? 0);
  }, 0);

/**
 * Reads a caller's filter chain. Nothing of its text goes on to ffmpeg: what does is what {@link chainText} makes of the
 * filters that are returned.
 *
 * @returns the filters, and everything that is wrong; a chain with problems is not to be used
 *
 * @example
 * parseChain('volume=-6dB, highpass=80').filters; // [{ name: 'volume', options: { volume: '0.501187234' } }, …]
 */
export function parseChain(text: string): { filters: readonly ChainFilter[]; problems: readonly string[] } {
  if (text.trim() === '') return { filters: [], problems: [] };
  const { filters: written, problems } = readChain(text);
  if (written.length > FILTERS_MOST) {
    problems.push(`has ${written.length} filters; ${FILTERS_MOST} are allowed`);
    return { filters: [], problems };
  }
  const filters = written.flatMap((filter) => readFilter(filter, problems) ?? []);
  const tail = tailOf(filters);
  if (tail > TAIL_MOST) problems.push(`sounds on for ${tail} ms behind the end; ${TAIL_MOST} are allowed`);
  if (filters.filter(({ name }) => name === LOOKS_AHEAD).length > 1)
    problems.push(`may have one ${LOOKS_AHEAD} only: each keeps seconds of sound in memory`);
  return { filters, problems };
}

/**
 * Filters as ffmpeg reads them. No value that the table allows has a character that would need a quote or a backslash.
 *
 * @returns the argument of `-af`, without spaces
 */
export const chainText = (filters: readonly ChainFilter[]): string =>
  filters
    .map(({ name, options }) => {
      const told = Object.entries(options).map(([option, value]) => `${option}=${value}`);
      return told.length > 0 ? `${name}=${told.join(':')}` : name;
    })
    .join(',');
