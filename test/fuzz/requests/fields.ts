import { ALLOWED } from '../../../lib/contract/custom-filter/allowed.ts';
import { EQ_PRESETS, OUTPUT_FORMATS, QUALITIES, SAMPLE_RATES } from '../../../lib/contract/formats.ts';
import { between, pick } from '../../fixtures/random.ts';

type Next = () => number;
type Fields = Record<string, unknown>;

/** What must never come back, nor be logged: it is put wherever a caller's secrets belong. */
export const SECRET = 'kee9-this-to-yourself';

const number = (next: Next, low: number, high: number): number =>
  pick(next, [low, high, low + (high - low) * next(), Math.round((low + (high - low) * next()) * 1_000) / 1_000]);

const chain = (next: Next): string => pick(next, [...ALLOWED.keys()] as [string, ...string[]]);

/** Each field with a value that it may have. */
const FIELDS: Readonly<Record<string, (next: Next) => unknown>> = {
  output_format: (next) => pick(next, OUTPUT_FORMATS),
  sample_rate: (next) => pick(next, SAMPLE_RATES),
  bitrate: (next) => pick<unknown>(next, ['96k', '64k', 128, 48, '320k']),
  quality: (next) => pick(next, QUALITIES),
  channels: (next) => pick(next, [1, 2]),
  low_latency: (next) => next() < 0.5,
  continued: (next) => next() < 0.5,
  start: (next) => number(next, 0, 0.05),
  duration: (next) => number(next, 0.001, 3),
  normalize: (next) => next() < 0.2,
  target_loudness: (next) => number(next, -70, -5),
  fade_in: (next) => number(next, 0, 30),
  fade_out: (next) => number(next, 0, 30),
  codec: (next) => pick(next, ['libopus', 'mp3', '']),
};

const FILTERS: Readonly<Record<string, (next: Next) => unknown>> = {
  speed: (next) => number(next, 0.5, 2),
  pitch: (next) => number(next, 0.5, 2),
  eq_preset: (next) => pick(next, EQ_PRESETS),
  eq_bands: (next) => Array.from({ length: 10 }, () => number(next, -24, 12)),
  volume: (next) => number(next, 0, 2),
  custom_filter: chain,
};

const some = (next: Next, from: Readonly<Record<string, (next: Next) => unknown>>, share: number): Fields =>
  Object.fromEntries(Object.entries(from).flatMap(([name, value]) => (next() < share ? [[name, value(next)]] : [])));

/** Fields that are each right by themselves, filters among them as a query has them. */
export const flatFields = (next: Next, source: string): Fields => ({
  source_url: source,
  output_format: pick(next, OUTPUT_FORMATS),
  ...some(next, FIELDS, 0.12),
  ...some(next, FILTERS, 0.12),
});

/** The same as a body has them, sometimes under the older names. */
export function bodyOf(next: Next, flat: Fields): Fields {
  const names = Object.keys(FILTERS);
  const filters = Object.fromEntries(Object.entries(flat).filter(([name]) => names.includes(name)));
  const fields = Object.fromEntries(Object.entries(flat).filter(([name]) => !names.includes(name)));
  const { output_format, ...others } = fields;
  const body: Fields = next() < 0.1 ? { ...others, format: output_format } : fields;
  if (Object.keys(filters).length > 0) body[next() < 0.1 ? 'audio_filters' : 'filters'] = filters;
  if (next() < 0.1) body.source_headers = { authorization: `Bearer ${SECRET}`, 'User-Agent': 'fuzz' };
  return body;
}

const NAMES = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'then',
    'length',
    '',
    ' ',
    '0',
    'Source_URL',
    'sourceUrl',
  ],
  ...['format', 'audio_filters', 'filters', 'source_headers', 'speed', 'exp', 'sig', 'eq_bands.0', 'ä', '\u0000', '😀'],
];

/** Values that are hardly ever what is wanted; `deep` of them within each other. */
export function odd(next: Next, deep = 2): unknown {
  if (deep === 0) return pick(next, [null, 0, '']);
  return pick<() => unknown>(next, [
    () => null,
    () => pick(next, [true, false]),
    () => pick(next, [0, -0, -1, 1e-7, 5e-324, 1e21, 1e308, 2 ** 53, 2 ** 63, -(2 ** 31), 0.1 + 0.2, 96.5]),
    () =>
      pick(next, [
        '',
        ' ',
        '0',
        '1e3',
        'NaN',
        'Infinity',
        '-0',
        '0x10',
        '1_000',
        'true',
        'null',
        '９６k',
        '96k\n',
        '000096k',
      ]),
    () =>
      pick(next, [
        '\u0000',
        '\ud800',
        '\u202e',
        '😀'.repeat(50),
        'x'.repeat(between(next, 1, 9_000)),
        '../../etc/passwd',
      ]),
    () =>
      pick(next, [
        "'; DROP TABLE",

        '{{7*7}}',
        '%s%n',
        '<script>',
        'amovie=/etc/passwd',
        '[in]atempo=1',
        '\r\nX: y',
      ]),
    () => Array.from({ length: between(next, 0, 30) }, () => odd(next, deep - 1)),
    () =>
      Object.fromEntries(
        Array.from({ length: between(next, 0, 5) }, () => [pick(next, ['a', ...NAMES]), odd(next, deep - 1)]),
      ),
    () => JSON.parse('['.repeat(500) + ']'.repeat(500)),
    () => JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`),
  ])();
}

/** Damages fields in their places: values, names, what is there at all. */
export function damagedFields(next: Next, fields: Fields): Fields {
  const entries = Object.entries(fields);
  for (let times = pick(next, [1, 1, 2, 4]); times > 0; times--) {
    const at = between(next, 0, entries.length - 1);
    const [name, value] = entries[at] ?? ['a', 1];
    const inside = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (inside && next() < 0.7) entries[at] = [name, damagedFields(next, value as Fields)];
    else if (next() < 0.5) entries[at] = [name, odd(next)];
    else if (next() < 0.3) entries.splice(at, 1);
    else entries.push([pick(next, ['a', ...NAMES, ...Object.keys(FIELDS)]), odd(next)]);
  }
  // fromEntries makes a field of its own of `__proto__`, as JSON.parse does.
  return Object.fromEntries(entries);
}
