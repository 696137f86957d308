import { asTranscodeError, type TranscodeError } from '../contract/errors.ts';
import type { OutputFormat } from '../contract/formats.ts';
import type { StreamLog } from '../telemetry/log.ts';
import type { StreamFigures } from '../telemetry/metrics/publish.ts';

/** What is known of one request when it is over; filled in while it runs. */
export interface RequestRecord {
  /** Writes a line, and remembers its fields for the last one. */
  readonly log: StreamLog;
  readonly began: number;
  readonly coldStart: boolean;
  /** What the last line repeats of those before it, so that one line answers most questions. */
  readonly known: Record<string, unknown>;
  format?: OutputFormat;
  firstAudioMs?: number;
  outputBytes: () => number;
  sourceBytes: () => number;
  encoderPeakBytes: () => number;
}

/** What is known of a request before it is read. */
export interface Arrived {
  readonly method: string | undefined;
  /** When it came to the platform, in milliseconds since the epoch. */
  readonly askedAt: number | undefined;
}

/**
 * @param write - a line of the log
 * @param coldStart - whether the request has waited for its environment to be made
 */
export function startRecord(write: StreamLog, { method, askedAt }: Arrived, coldStart: boolean): RequestRecord {
  // Two clocks: the platform's may be ahead.
  const queueMs = askedAt === undefined ? undefined : Math.max(0, Date.now() - askedAt);
  const known: Record<string, unknown> = { method, queue_ms: queueMs, cold_start: coldStart, retries: 0 };
  const log: StreamLog = (event, fields, level) => {
    if (event === 'source retried') known.retries = Number(known.retries) + 1;
    else if (event !== 'title') Object.assign(known, fields);
    write(event, fields, level);
  };
  const none = () => 0;
  return {
    ...{ log, known, coldStart, began: performance.now() },
    ...{ outputBytes: none, sourceBytes: none, encoderPeakBytes: none },
  };
}

/** A cause as the log shows it: an error's own words and its cause's, and no stack of somebody's library. */
const causeOf = (error: Error): string | undefined => (error.cause === undefined ? undefined : String(error.cause));

const failureFields = (error: TranscodeError) => ({
  code: error.code,
  reason: error.message,
  recoverable: error.recoverable,
  upstream_status: error.details?.upstream_status,
  // Text, for a query language that has no lists.
  wrong_fields: error.details?.issues?.map(({ field }) => field).join(' '),
  cause: causeOf(error),
});

/**
 * Writes the last log line of a request, when the last byte is out or will never be.
 *
 * @param thrown - what ended it; `undefined` after a clean end
 * @returns what is to be published of it
 */
export function closeRecord(record: RequestRecord, thrown: unknown): StreamFigures {
  const { log, known, coldStart, format, firstAudioMs } = record;
  const totalMs = performance.now() - record.began;
  const outputBytes = record.outputBytes();
  const sourceBytes = record.sourceBytes();
  // maxRSS is in kilobytes (nodejs.org/api/process.html#processresourceusage).
  const memoryBytes = process.resourceUsage().maxRSS * 1024 + record.encoderPeakBytes();
  const error = thrown === undefined ? undefined : asTranscodeError(thrown);
  const status = !error ? 'success' : firstAudioMs === undefined ? 'error' : 'aborted';
  const last = {
    ...known,
    ...(error ? failureFields(error) : {}),
    outcome: status,
    total_ms: Math.round(totalMs),
    output_bytes: outputBytes,
    source_bytes: sourceBytes,
    memory_bytes: memoryBytes,
  };
  if (error) log('failed', last, error.status < 500 ? 'warn' : 'error');
  else log('ended', last);
  return {
    ...{ status, format, code: error?.code, coldStart },
    ...{ latencyMs: firstAudioMs, durationSeconds: totalMs / 1000, outputBytes, sourceBytes, memoryBytes },
  };
}
