import { Logger } from '@aws-lambda-powertools/logger';
import type { LogLevel } from '@aws-lambda-powertools/logger/types';
import type { Settings } from '../settings/settings.ts';

/** What happens to a stream, one JSON line each. */
export type StreamEvent = 'accepted' | 'source opened' | 'title' | 'first byte' | 'ended' | 'failed';

/** Writes one line about the stream that it was made for. */
export type StreamLog = (event: StreamEvent, fields?: Readonly<Record<string, unknown>>) => void;

/** Powertools' logger: JSON lines that CloudWatch Logs Insights reads without a parser. */
export const createLogger = ({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>, version: string): Logger =>
  new Logger({ serviceName: 'sluice', logLevel: LOG_LEVEL as LogLevel, persistentKeys: { version } });

/**
 * The log of one stream. A failure's cause goes here and nowhere else; who logs hands over no URL with its query, and no
 * credential.
 */
export function streamLog(logger: Logger, transcodeId: string): StreamLog {
  return (event, fields = {}) => {
    const line = { message: event, transcode_id: transcodeId, ...fields };
    if (event === 'failed') logger.error(line);
    else logger.info(line);
  };
}
