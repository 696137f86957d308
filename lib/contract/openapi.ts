import * as z from 'zod/mini';
import { ALLOWED } from './custom-filter/allowed.ts';
import { FILTERS_MOST } from './custom-filter/chain.ts';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import { contentType, OUTPUT_FORMATS } from './formats.ts';
import { HEADERS } from './headers.ts';
import { OLD_PREFIX, PATHS } from './paths.ts';
import { filtersSchema, requestSchema, SOURCE_HEADER_NAMES, SOURCE_HEADERS_MOST } from './schema.ts';

const CUSTOM_FILTER =
  `A chain of ffmpeg filters, applied before everything else, in stereo at 48 kHz: highpass=f=80,acompressor. ` +
  `At most ${FILTERS_MOST} of ${[...ALLOWED.keys()].join(', ')}; options are constants, without labels, files or expressions.`;

/** What the rules know of a field, and its schema does not. */
const BEYOND_SCHEMAS = new Map<z.core.$ZodType, object>([
  [filtersSchema.def.shape.custom_filter, { description: CUSTOM_FILTER }],
  [
    requestSchema.def.shape.source_headers,
    {
      description: `To be sent to the source, of ${SOURCE_HEADER_NAMES.join(', ')}.`,
      maxProperties: SOURCE_HEADERS_MOST,
    },
  ],
]);

/** OpenAPI 3.1 speaks JSON Schema 2020-12, which is what zod writes. */
const schemaOf = (schema: z.core.$ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, BEYOND_SCHEMAS.get(zodSchema)),
  });
  return rest;
};

/** Codes with a second status: what is no JSON, and an `output_format` that there is not. */
const SECOND_STATUSES: readonly (readonly [status: number, code: ErrorCode])[] = [
  [400, 'INVALID_REQUEST'],
  [422, 'UNSUPPORTED_FORMAT'],
];

const errorBody = { 'application/json': { schema: { $ref: '#/components/schemas/TranscodeError' } } };

/** @param content - of each; an answer to HEAD has none */
const errorAnswers = (content: object = { content: errorBody }) => {
  const firsts = Object.entries(ERROR_CODES).map(([code, { status }]) => [status, code] as const);
  const codesByStatus = Object.groupBy([...firsts, ...SECOND_STATUSES], ([status]) => String(status));
  return Object.fromEntries(
    Object.entries(codesByStatus).map(([status, codes = []]) => [
      status,
      { description: codes.map(([, code]) => code).join(', '), ...content },
    ]),
  );
};

/** Where `MONITOR_TOKEN` is set. */
const forMonitors = { 403: { description: 'UNAUTHORIZED', content: errorBody } };

const audioHeaders = () =>
  Object.fromEntries(
    [...Object.values(HEADERS), 'Cache-Control', 'ETag'].map((name) => [name, { schema: { type: 'string' } }]),
  );

const audioAnswer = () => ({
  description: 'The audio, chunked, as it is encoded. A clean end means complete.',
  headers: audioHeaders(),
  content: Object.fromEntries(
    OUTPUT_FORMATS.map((format) => [contentType(format, 48000, 2), { schema: { type: 'string', format: 'binary' } }]),
  ),
});

/** A query has no objects: filters are flat, a list is joined by commas, and headers for the source cannot be told. */
const queryParameters = () => {
  const { filters: _, source_headers: __, ...fields } = requestSchema.def.shape;
  return Object.entries({ ...fields, ...filtersSchema.def.shape }).map(([name, schema]) => ({
    name,
    in: 'query',
    required: name === 'source_url',
    ...(name === 'eq_bands' ? { style: 'form', explode: false } : {}),
    schema: schemaOf(schema),
  }));
};

const plain = (description: string, type = 'text/plain') => ({
  description,
  content: { [type]: { schema: { type: type === 'text/plain' ? 'string' : 'object' } } },
});

const notModified = { description: 'To If-None-Match of a signed GET: the caller has this answer already.' };

/** The description of the service's interface, made from the schemas that it is checked with. */
export const openapi = () => ({
  openapi: '3.1.0',
  info: { title: 'Sluice', description: 'An audio URL in, an audio stream out.', version: '1' },
  servers: [{ url: '/' }, { url: OLD_PREFIX, description: 'The same, as clients of the older service call it.' }],
  paths: {
    [PATHS.transcode]: {
      post: {
        summary: 'Transcode a source',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/TranscodeRequest' } } },
        },
        responses: { 200: audioAnswer(), ...errorAnswers() },
      },
      get: {
        summary: 'The same, for players that cannot POST',
        parameters: queryParameters(),
        responses: {
          200: audioAnswer(),
          304: notModified,
          ...errorAnswers(),
        },
      },
      head: {
        summary: 'The headers only: the source is probed, nothing is encoded',
        parameters: queryParameters(),
        responses: {
          200: { description: 'The source can be transcoded.', headers: audioHeaders() },
          304: notModified,
          ...errorAnswers({}),
        },
      },
    },
    [PATHS.health]: {
      get: {
        summary: 'How the service is',
        responses: {
          200: plain('healthy or degraded', 'application/json'),
          503: plain('unhealthy', 'application/json'),
          ...forMonitors,
        },
      },
    },
    [PATHS.metrics]: {
      get: {
        summary: 'The figures of all streams, as Prometheus reads them',
        responses: { 200: plain('metrics'), ...forMonitors },
      },
    },
    [PATHS.live]: { get: { summary: 'Whether it runs', responses: { 200: plain('alive') } } },
    [PATHS.ready]: {
      get: {
        summary: 'Whether it can serve',
        responses: { 200: plain('ready'), 503: plain('not ready'), ...forMonitors },
      },
    },
  },
  components: {
    schemas: {
      TranscodeRequest: schemaOf(requestSchema),
      TranscodeError: {
        type: 'object',
        required: ['code', 'message', 'recoverable', 'transcode_id'],
        properties: {
          code: { enum: Object.keys(ERROR_CODES) },
          message: { type: 'string' },
          recoverable: { type: 'boolean' },
          details: { type: 'object' },
          transcode_id: { type: 'string', format: 'uuid' },
        },
      },
    },
  },
});
