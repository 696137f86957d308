import { Logger } from '@aws-lambda-powertools/logger';
import type { LogLevel } from '@aws-lambda-powertools/logger/types';
import type { Settings } from '../settings/settings.ts';

/** What happens to a stream, one JSON line each; docs/operations.md has their fields. */
export type StreamEvent = 'accepted' | 'source opened' | 'title' | 'first byte' | 'source retried' | 'ended' | 'failed';

/** The levels that a stream's lines have: a mistake of the caller is a warning, everything else that fails an error. */
export type StreamLevel = 'info' | 'warn' | 'error';

/** Writes one line about the stream that it was made for. */
export type StreamLog = (event: StreamEvent, fields?: Readonly<Record<string, unknown>>, level?: StreamLevel) => void;

/** Powertools' logger: JSON lines that CloudWatch Logs Insights reads without a parser. */
export const createLogger = ({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>, version: string): Logger =>
  new Logger({ serviceName: 'sluice', logLevel: LOG_LEVEL as LogLevel, persistentKeys: { version } });

/** What notes that something failed which the caller is told less about. */
export const logFailure =
  (logger: Logger, message: string) =>
  (error: unknown): void =>
    logger.warn({ message, cause: String(error) });

/**
 * The log of one stream. A failure's cause goes here and nowhere else; who logs hands over no URL with its query, and no
 * credential.
 */
export function streamLog(logger: Logger, transcodeId: string): StreamLog {
  return (event, fields = {}, level = 'info') =>
    logger[level]({ message: event, transcode_id: transcodeId, ...fields });
}
