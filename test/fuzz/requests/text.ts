import { between, pick } from '../../fixtures/random.ts';

type Next = () => number;

const PIECES = [
  ...[
    '\u0000',
    '\ufeff',
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\\u',
    '\\ud800',
    '//',
    '/*',
    'NaN',
    '1e999',
    '-',
    '&',
    '=',
  ],
  ...[
    '+',
    '%',
    '%zz',
    '%00',
    '%ff',
    '#',
    ';',
    '?',
    '\r\n',
    '\ud800',
    '😀',
    '\u2028',
    ' ',
    '&a',
    '&=',
    '&source_url=x',
    '&sig=1',
  ],
] as const;

/** Text with something put in, taken out, doubled or changed. */
export function damagedText(next: Next, text: string): string {
  const at = between(next, 0, text.length);
  const to = Math.min(text.length, at + between(next, 1, 20));
  return pick<() => string>(next, [
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, to) + text.slice(at),
    () => text.slice(0, at) + pick(next, PIECES) + text.slice(at),
    () => text.slice(0, at) + String.fromCharCode(between(next, 0, 0xff)) + text.slice(at + 1),
    () => text + pick(next, PIECES),
    () => ' '.repeat(between(next, 0, 70_000)) + text,
  ])();
}

/** JSON in which a name stands twice, the second time with another value. */
export const doubledName = (next: Next, json: string): string =>
  json.replace(
    /^\{"(\w+)":/,
    (whole, name: string) => `{"${name}":${pick(next, ['1', '"x"', 'null', '{}'])},${whole.slice(1)}`,
  );
