import type { Issue } from './errors.ts';
import { issueOf, refusal, unknownParameter } from './issues.ts';
import { parseRequest } from './parse.ts';
import type { TranscodeRequest } from './request.ts';
import { filtersSchema } from './schema.ts';
import { SIGNATURE_PARAMETERS } from './signature-parameters.ts';

const FILTERS = new Set(Object.keys(filtersSchema.def.shape));

/** Fields that hold others, which a query cannot. */
const OBJECTS = new Set(['filters', 'audio_filters', 'source_headers']);

const BOOLEANS = new Set(['low_latency', 'normalize', 'continued']);
const TEXTS = new Set(['source_url', 'output_format', 'format', 'quality', 'eq_preset', 'custom_filter', 'codec']);
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** A query has only strings: the ones that are meant as something else become that, the rest the schema will refuse. */
function typed(name: string, text: string): unknown {
  if (TEXTS.has(name)) return text;
  if (BOOLEANS.has(name))
    return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  if (name === 'eq_bands') return text.split(',').map((band) => (NUMBER.test(band) ? Number(band) : band));
  return NUMBER.test(text) ? Number(text) : text;
}

/**
 * Reads the query of a `GET` or `HEAD`, where filters are flat and `output_format` is `opus` unless it says otherwise.
 *
 * @param query - what stands behind the `?`
 * @throws {TranscodeError} as `parseRequest`, and for a parameter that is given twice: which one would count?
 *
 * @example
 * fromQuery('source_url=https%3A%2F%2Fexample.com%2Fa.mp3&speed=1.25').filters.speed; // 1.25
 */
export function fromQuery(query: string): TranscodeRequest {
  const body: Record<string, unknown> = {};
  const filters: Record<string, unknown> = {};
  const wrong: Issue[] = [];
  for (const [name, text] of new URLSearchParams(query)) {
    if (SIGNATURE_PARAMETERS.includes(name)) continue;
    const target = FILTERS.has(name) ? filters : body;
    if (OBJECTS.has(name))
      wrong.push(issueOf(name, 'cannot be told in a query; filters stand there by themselves, as in speed=1.25'));
    else if (Object.hasOwn(target, name)) wrong.push(issueOf(name, 'is given twice'));
    else Object.defineProperty(target, name, { value: typed(name, text), enumerable: true });
  }
  if (wrong.length > 0) throw refusal(wrong);
  if (Object.keys(filters).length > 0) body.filters = filters;
  if (!('output_format' in body) && !('format' in body)) body.output_format = 'opus';
  return parseRequest(body, unknownParameter(body.source_url));
}
