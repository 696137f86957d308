import { ALLOWED } from '../../lib/contract/custom-filter/allowed.ts';
import type { Kind } from '../../lib/contract/custom-filter/kinds.ts';
import { decimal } from '../../lib/contract/custom-filter/kinds.ts';
import { between, pick } from '../fixtures/random.ts';

type Next = () => number;

const FORBIDDEN = [
  'amovie=/etc/passwd',
  'amovie=http\\\\://127.0.0.1\\\\:9/x',
  'ametadata=print:file=/tmp/sluice-fuzz',
  'ametadata=mode=add:key=a:value=b',
  'asendcmd=f=/etc/passwd',
  'asendcmd=c=0.0 volume volume 2',
  'azmq',
  'arnndn=m=/etc/passwd',
  'atempo=2',
  'asetrate=8000',
  'aresample=8000',
  'apad',
  'atrim=0:1',
  'aformat=channel_layouts=mono',
  'aevalsrc=0',
  'anullsink',
  'asplit',
  'afade=t=out',
  'loudnorm',
  'sidechaincompress',
] as const;

const TRICKS = [
  '[in]',
  '[0:a]',
  ';',
  ',',
  ':',
  '=',
  "'",
  '\\',
  "\\'",
  '|',
  '/',
  '@id',
  '\n',
  '\0',
  '；',
  '\u202e',
  ' ',
  ':enable=1',
  ":enable='gt(t,1)'",
  ':eval=frame',
  '/volume=/etc/passwd',
  ':/f=/etc/passwd',
  'file=/tmp/sluice-fuzz',
  'tcp://127.0.0.1:9',
  'inf',
  'NaN',
  '1e9',
  '-0',
  '0x10',
  '99999999999',
  'random(0)',
  '%{file}',
  '$(id)',
] as const;

/** One of what may be empty, which is then nothing. */
const some = (next: Next, list: readonly string[]): string => list[between(next, 0, list.length - 1)] ?? '';

function figure(next: Next, low: number, high: number): string {
  const way = next();
  if (way < 0.1) return decimal(low);
  if (way < 0.2) return decimal(high);
  // Near the low end as often as near the high one, whatever the scale.
  const value = way < 0.6 ? low + (high - low) * next() : low + (high - low) * next() ** 6;
  return way < 0.23 ? decimal(value * 3 - high) : decimal(Math.round(value * 1000) / 1000);
}

/** A value that an option may like: most of them, by its own description. */
function value(next: Next, filter: string, option: string, kind: Kind, lines: number): string {
  if (next() < 0.01) return pick(next, TRICKS);
  if (kind.names) return some(next, kind.names);
  if (kind.closed) return '1';
  if (kind.forced) return pick(next, ['1', 'true', '0']);
  if (kind.low !== undefined && kind.high !== undefined) {
    if (kind.says.startsWith('a whole')) return String(between(next, kind.low, Math.min(kind.high, 60)));
    if (kind.says.includes('-6dB') && next() < 0.3) return `${between(next, -40, 20)}dB`;
    return figure(next, kind.low, kind.high);
  }
  if (filter === 'pan') return pan(next);
  if (option === 'points') return points(next);
  const [low, high] = LISTS[`${filter}.${option}`] ?? LISTS[option] ?? [0, 1];
  if (filter !== 'pan' && kind.says.startsWith('1 to'))
    return Array.from({ length: lines }, () => figure(next, low, high)).join('|');
  return pick(next, ['0', '1', 'true', 'no', 'on']);
}

/** The bounds of what stands in lists, which a kind does not tell by itself. */
const LISTS: Readonly<Record<string, readonly [number, number]>> = {
  'aecho.delays': [1, 2000],
  'chorus.delays': [1, 100],
  'compand.decays': [0, 10],
  attacks: [0, 10],
  decays: [0.001, 1],
  speeds: [0.25, 20],
  depths: [0.1, 10],
};

function pan(next: Next): string {
  const channel = () => pick(next, ['c0', 'c1', 'FL', 'FR', 'c2']);
  const term = () => (next() < 0.5 ? channel() : `${figure(next, 0, 8)}*${channel()}`);
  const side = () =>
    `${pick(next, ['c0', 'c1'])}${pick(next, ['=', '<'])}${Array.from({ length: between(next, 1, 3) }, term).join(pick(next, ['+', '-', ' + ']))}`;
  return `${pick(next, ['stereo', 'mono', 'stereo', '5.1'])}|${Array.from({ length: between(next, 1, 2) }, side).join('|')}`;
}

const points = (next: Next): string =>
  Array.from({ length: between(next, 1, 8) }, () => between(next, -120, 30))
    .sort((one, other) => one - other)
    .map((level) => `${level}/${between(next, -120, 30)}`)
    .join('|');

function filter(next: Next): string {
  if (next() < 0.04) return pick(next, FORBIDDEN);
  const name = some(next, [...ALLOWED.keys()]);
  const lines = between(next, 1, name === 'compand' ? 2 : name === 'chorus' ? 3 : 4);
  const entries = Object.entries(ALLOWED.get(name)?.options ?? {});
  // Some options by their places, then some by names: what may be told, in every way of telling it.
  const placed = next() < 0.3 ? between(next, 1, entries.length) : 0;
  const told = entries.flatMap(([option, { kind, alias, fallback }], at) => {
    const text = () => value(next, name, option, kind, lines);
    if (at < placed) return text();
    const together = fallback === undefined || (option !== 'points' && kind.says.startsWith('1 to'));
    if (!kind.closed && (together || next() < 0.35)) return `${alias && next() < 0.5 ? alias : option}=${text()}`;
    return [];
  });
  return told.length > 0 ? `${name}=${told.join(':')}` : name;
}

const chain = (next: Next): string =>
  Array.from({ length: next() < 0.5 ? 1 : between(next, 2, 8) }, () => filter(next)).join(next() < 0.9 ? ',' : ' , ');

/** Something put in, taken out, doubled or quoted, anywhere. */
function mutated(next: Next, text: string): string {
  const at = between(next, 0, text.length);
  const to = Math.min(text.length, at + between(next, 1, 12));
  const way = next();
  if (way < 0.4) return text.slice(0, at) + pick(next, TRICKS) + text.slice(at);
  if (way < 0.55) return text.slice(0, at) + text.slice(to);
  if (way < 0.65) return text.slice(0, to) + text.slice(at);
  if (way < 0.75) return `${text.slice(0, at)}'${text.slice(at, to)}'${text.slice(to)}`;
  if (way < 0.85) return `${text.slice(0, at)}\\${text.slice(at)}`;
  return text.slice(0, at) + String.fromCodePoint(between(next, 0, 0x2ff)) + text.slice(at + 1);
}

/** A string that is or nearly is a filter chain; the same ones for the same sequence of numbers. */
export function generated(next: Next): string {
  let text = chain(next);
  if (next() < 0.35) for (let times = between(next, 1, 3); times > 0; times--) text = mutated(next, text);
  return text;
}
