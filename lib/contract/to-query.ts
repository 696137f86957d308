import type { RequestInput } from './schema.ts';

/** A number without an exponent, which a query does not know: `0.0000001`, where JavaScript and JSON have `1e-7`. */
function decimal(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)\.?(\d*)e([+-]\d+)$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(',');
  return typeof value === 'number' ? decimal(value) : String(value);
}

/**
 * A request as the query of a `GET`: filters stand there by themselves.
 *
 * @throws RangeError for `source_headers`, which a query cannot carry
 *
 * @example
 * toQuery({ source_url: 'https://example.com/a.mp3', output_format: 'opus', filters: { speed: 1.25 } }).speed; // '1.25'
 */
export function toQuery({ filters = {}, source_headers, ...fields }: RequestInput): Readonly<Record<string, string>> {
  if (source_headers && Object.keys(source_headers).length > 0)
    throw new RangeError('source_headers cannot stand in a URL: whoever has it could read them');
  const given = Object.entries({ ...fields, ...filters }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, text(value)]));
}
