import { asTranscodeError } from '../contract/errors.ts';
import type { OutputFormat } from '../contract/formats.ts';
import type { StreamLog } from '../telemetry/log.ts';
import { publishStream } from '../telemetry/metrics.ts';

/** What is known of one request when it is over; filled in while it runs. */
export interface RequestRecord {
  readonly log: StreamLog;
  readonly began: number;
  format?: OutputFormat;
  firstAudioMs?: number;
  outputBytes: () => number;
  sourceBytes: () => number;
}

export const startRecord = (log: StreamLog): RequestRecord => ({
  log,
  began: performance.now(),
  outputBytes: () => 0,
  sourceBytes: () => 0,
});

/** A cause as the log shows it: an error's own words and its cause's, and no stack of somebody's library. */
const causeOf = (error: Error): string | undefined => (error.cause === undefined ? undefined : String(error.cause));

/**
 * Writes the last log line of a request and publishes its figures, when the last byte is out or will never be.
 *
 * @param thrown - what ended it; `undefined` after a clean end
 */
export function closeRecord(record: RequestRecord, thrown: unknown): void {
  const { log, format, firstAudioMs } = record;
  const totalMs = Math.round(performance.now() - record.began);
  const outputBytes = record.outputBytes();
  const sourceBytes = record.sourceBytes();
  const figures = {
    format,
    total_ms: totalMs,
    first_audio_ms: firstAudioMs,
    output_bytes: outputBytes,
    source_bytes: sourceBytes,
  };
  const error = thrown === undefined ? undefined : asTranscodeError(thrown);
  const status = !error ? 'success' : firstAudioMs === undefined ? 'error' : 'aborted';
  if (error)
    log('failed', { ...figures, outcome: status, code: error.code, reason: error.message, cause: causeOf(error) });
  else log('ended', { ...figures, outcome: status });
  publishStream({
    status,
    format,
    code: error?.code,
    latencyMs: firstAudioMs,
    durationSeconds: totalMs / 1000,
    outputBytes,
    sourceBytes,
  });
}
