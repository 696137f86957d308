import type { Settling } from '../../audio/splice/settling.ts';
import { type Splice, splice } from '../../audio/splice/splice.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../../contract/formats.ts';
import type { Metadata } from '../metadata.ts';
import { filtersOf } from './continuation.ts';
import type { SentRequest } from './leg.ts';

/** The format of an answer, under either of its names. */
function formatOf({ output_format, format }: SentRequest): OutputFormat | undefined {
  const asked = output_format ?? format;
  return OUTPUT_FORMATS.find((known) => known === asked);
}

/** Samples at 48 kHz that libopus adds in front (opus_encoder.c: a 400th of a second, and 4 ms more unless `lowdelay`). */
const PRE_SKIP = { prompt: 120, settled: 312 };

/** What puts the legs of a request together; `undefined` where an answer does not say what it is. */
export function spliceOf(request: SentRequest, { sampleRate, channels, mode }: Metadata): Splice | undefined {
  const format = formatOf(request);
  if (!format || sampleRate === undefined || channels === undefined) return undefined;
  const encoded = request.low_latency === false ? PRE_SKIP.settled : PRE_SKIP.prompt;
  return splice(format, sampleRate, channels, mode === 'copy' ? encoded : undefined);
}

/** Whether a chain changes gains by what it has heard: a compressor, a limiter, a gate. */
const LEVELLING = /acompressor|agate|alimiter|compand|dynaudnorm|loudnorm|sidechain/;

export const settlingOf = (request: SentRequest): Settling => {
  const { custom_filter } = filtersOf(request);
  return { levels: request.normalize === true || LEVELLING.test(String(custom_filter ?? '')) };
};
