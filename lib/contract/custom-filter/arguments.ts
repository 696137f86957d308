import type { WrittenFilter } from './grammar.ts';
import { type AllowedFilter, effective, type Option } from './option.ts';

/** Characters of a wrong value that are shown back. */
const SHOWN = 40;

const shown = (text: string): string => `“${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}”`;

/**
 * What a filter is told, by full names and in the table's order, each value in its one spelling.
 *
 * @param tell - takes what is wrong; whatever can be judged is, so that everything is told at once
 */
export function readOptions(
  { options: written }: WrittenFilter,
  allowed: AllowedFilter,
  tell: (problem: string) => void,
): Readonly<Record<string, string>> {
  const { options: known, check } = allowed;
  const entries = Object.entries(known);
  const available = entries.flatMap(([full, { kind }]) => (kind.closed ? [] : full));
  const find = (name: string): [string, Option] | undefined =>
    entries.find(([full, { alias }]) => full === name || alias === name);
  const given = new Map<string, string>();
  let sound = true;
  const problem = (what: string) => {
    sound = false;
    tell(what);
  };
  let named = false;
  for (const [at, { name, value }] of written.entries()) {
    named ||= name !== undefined;
    if (named && name === undefined) {
      problem(`${shown(value)} has no name, and stands behind an option that has one`);
      continue;
    }
    const entry = name === undefined ? entries[at] : find(name);
    if (!entry) {
      const which = name === undefined ? `value ${at + 1}, ${shown(value)}` : `option ${shown(name)}`;
      problem(`there is no ${which}; the options are ${available.join(', ')}`);
      continue;
    }
    const [full, { kind }] = entry;
    const read = kind.read(value);
    if (given.has(full)) problem(`${full} is given twice`);
    else if (read === undefined) problem(`${full} must be ${kind.says}, not ${shown(value)}`);
    given.set(full, read ?? '');
  }
  const options: Record<string, string> = {};
  for (const [full, { fallback, kind }] of entries) {
    const value = given.get(full) ?? kind.forced;
    if (value !== undefined) options[full] = value;
    else if (fallback === undefined && !kind.closed) problem(`${full} is missing; it must be ${kind.says}`);
  }
  const wrong = sound ? check?.((name) => effective(allowed, options, name)) : undefined;
  if (wrong) tell(wrong);
  return options;
}
