import { tokenAt } from './tokens.ts';

/** One option as it was written: without a name it stands for the one of its place. */
export interface WrittenOption {
  readonly name: string | undefined;
  readonly value: string;
}

export interface WrittenFilter {
  readonly name: string;
  /** Index of its first character. */
  readonly at: number;
  readonly options: readonly WrittenOption[];
}

/** A place, counted from 1 as people do. */
export const place = (index: number): string => `at character ${index + 1}`;

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What ffmpeg's grammar has beyond one chain, and why it is not had here. */
const REFUSED: Readonly<Record<string, string>> = {
  ';': 'a second chain is not allowed; put commas between the filters',
  '[': 'labels are not allowed; a chain has one way in and one way out',
  ']': 'labels are not allowed; a chain has one way in and one way out',
};

/** The characters of an option's name, libavutil/opt.c `is_key_char`: the slash, too, which makes ffmpeg read a file. */
const NAMED = /^ *([\w./-]+) *=/;

function optionsIn(text: string, problem: (what: string) => void): WrittenOption[] {
  const options: WrittenOption[] = [];
  for (let at = 0; at < text.length; ) {
    const [head = '', name] = NAMED.exec(text.slice(at)) ?? [];
    const value = tokenAt(text, at + head.length, ':');
    if (value.open !== undefined) problem('a quote or a backslash inside the options is not finished');
    options.push({ name, value: value.text });
    at = value.end + 1;
  }
  return options;
}

/**
 * Reads a filter chain after ffmpeg's own grammar (ffmpeg-filters, “Filtergraph syntax”), less what has no place in a
 * single chain: labels, several chains, names of instances. Of what a filter is, and may be told, it knows nothing.
 *
 * @returns the filters in order, and what is wrong with the writing
 */
export function readChain(source: string): { filters: WrittenFilter[]; problems: string[] } {
  const filters: WrittenFilter[] = [];
  const problems: string[] = [];
  const strange = /[^\x20-\x7e]/u.exec(source);
  // Look-alikes, line ends and NUL are nothing that any filter takes; further reading would only guess.
  if (strange)
    return {
      filters,
      problems: [`has ${codePoint(strange[0])} ${place(strange.index)}: only printable ASCII is allowed`],
    };
  for (let at = 0; at <= source.length; ) {
    const from = at + (source.slice(at).match(/^ */)?.[0].length ?? 0);
    const name = tokenAt(source, from, '=,;[]');
    const options = source[name.end] === '=' ? tokenAt(source, name.end + 1, ',;[]') : { text: '', end: name.end };
    const open = name.open ?? options.open;
    if (open !== undefined) problems.push(`has a quote or a backslash ${place(open)} that is not finished`);
    const problem = (what: string) => problems.push(`is wrong ${place(from)}: ${what}`);
    if (name.text.includes('@')) problem('names of instances, as in name@id, are not allowed');
    else if (name.text === '' && open === undefined && !(source[name.end] ?? ',').match(/[;[\]]/))
      problem('a filter is missing');
    else if (name.text !== '') filters.push({ name: name.text, at: from, options: optionsIn(options.text, problem) });
    const refused = REFUSED[source[options.end] ?? ''];
    if (refused && !problems.some((told) => told.endsWith(refused)))
      problems.push(`has ${source[options.end]} ${place(options.end)}: ${refused}`);
    // The reading goes on behind a label, of which one character was enough: what else is wrong should be told at once.
    const label = source[options.end] === '[' ? source.indexOf(']', options.end) : -1;
    at = Math.max(label, options.end) + 1;
    if (refused && source.slice(at).trim() === '') break;
  }
  return { filters, problems };
}
