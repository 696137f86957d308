import { describe, expect, test } from 'vitest';
import { ALLOWED } from '../../lib/contract/custom-filter/allowed.ts';
import { run } from './binary.ts';

interface Described {
  readonly type: string;
  readonly low: number;
  readonly high: number;
  readonly fallback: string;
  readonly names: string[];
}

const figure = (text = '') => Number(text.replace('I64_MAX', 'Infinity').replace('INT_MAX', 'Infinity'));

/** The options of a filter as the binary tells them, in its order. */
function described(filter: string): Map<string, Described> {
  const options = new Map<string, Described>();
  let latest: Described | undefined;
  for (const line of run(['-h', `filter=${filter}`])
    .stdout.toString()
    .split('\n')) {
    const [, name, type = '', rest = ''] = /^ {3}(\S+) +<(\w+)> +\S+ ?(.*)$/.exec(line) ?? [];
    const [, low, high] = /\(from (\S+) to (\S+)\)/.exec(rest) ?? [];
    const [, fallback = ''] = /\(default "?([^")]*)"?\)$/.exec(rest) ?? [];
    const [, constant] = /^ {5}(\S+) +-?\d/.exec(line) ?? [];
    if (name) {
      latest = { type, low: figure(low), high: figure(high), fallback, names: [] };
      options.set(name, latest);
    } else if (constant) latest?.names.push(constant);
  }
  return options;
}

describe.for([...ALLOWED])('%s in the table is what the layer has', ([filter, { options }]) => {
  const theirs = described(filter);
  const entries = Object.entries(options);

  test('by its options’ names, types and ranges', () => {
    for (const [name, { kind, alias }] of entries) {
      const option = theirs.get(name);
      expect(option, `${filter} ${name}`).toBeDefined();
      if (alias) expect({ [alias]: theirs.get(alias) }, `${filter} ${name}`).toEqual({ [alias]: option });
      if (!option || kind.closed) continue;
      if (kind.names) expect(option.names, name).toEqual(expect.arrayContaining([...kind.names]));
      if (kind.low === undefined || option.type === 'string') continue;
      expect(option.low, name).toBeLessThanOrEqual(kind.low);
      expect(option.high, name).toBeGreaterThanOrEqual(kind.high ?? Number.POSITIVE_INFINITY);
    }
  });

  test('by its defaults', () => {
    for (const [name, { kind, fallback }] of entries) {
      if (fallback === undefined || kind.closed || kind.forced) continue;
      const told = theirs.get(name)?.fallback ?? '';
      const asFlag: Readonly<Record<string, string>> = { true: '1', false: '0' };
      const same = told === fallback || asFlag[told] === fallback || Number(told) === Number(fallback);
      // The binary names a choice by any of its spellings.
      expect(same || kind.read(told) === fallback, `${filter} ${name}: ${told}, not ${fallback}`).toBe(true);
    }
  });

  test('by the order in which they stand without names', () => {
    const aliases = new Set(Object.values(options).map(({ alias }) => alias));
    const order = [...theirs.keys()].filter((name) => !aliases.has(name) || name in options);
    expect(order.slice(0, entries.length)).toEqual(Object.keys(options));
  });
});
