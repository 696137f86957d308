import type { RequestInput } from './schema.ts';

const text = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

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
