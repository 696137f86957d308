import type { Settling } from '../../audio/splice/settling.ts';
import { splice } from '../../audio/splice/splice.ts';
import type { Splice } from '../../audio/splice/splicing.ts';
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

/** Whether the tempo is changed, which lays windows over one another; a chain of the caller's own cannot do that. */
function isStretched(request: SentRequest): boolean {
  const { speed = 1, pitch = 1 } = filtersOf(request);
  return speed !== 1 || pitch !== 1;
}

/** What puts the legs of a request together; `undefined` where an answer does not say what it is. */
export function spliceOf(
  request: SentRequest,
  { sampleRate, channels, mode, sourceFormat }: Metadata,
): Splice | undefined {
  const format = formatOf(request);
  if (!format || sampleRate === undefined || channels === undefined) return undefined;
  if (mode !== 'copy') return splice(format, sampleRate, channels, { stretched: isStretched(request) });
  const nextPreSkip = request.low_latency === false ? PRE_SKIP.settled : PRE_SKIP.prompt;
  // ADTS has nothing in front that is not heard. What an M4A has in front is not told; of most encoders it is a block.
  return splice(format, sampleRate, channels, { nextPreSkip, ...(sourceFormat === 'aac' ? { delay: 0 } : {}) });
}

/** Whether a chain changes gains by what it has heard: a compressor, a limiter, a gate. */
const LEVELLING = /acompressor|agate|alimiter|compand|dynaudnorm/;

export const settlingOf = (request: SentRequest): Settling => {
  const { custom_filter } = filtersOf(request);
  return {
    format: formatOf(request) ?? 'pcm',
    levels: request.normalize === true || LEVELLING.test(String(custom_filter ?? '')),
  };
};
