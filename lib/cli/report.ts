import { ClientError } from '../client/errors.ts';
import { TranscodeError } from '../contract/errors.ts';
import { SettingsError } from '../settings/settings.ts';
import { ERROR_EXIT, EXIT } from './exit-codes.ts';

/** A mistake of whoever typed the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whoever asked for it has had enough of it. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const warn = (line: string): void => void process.stderr.write(`${line}\n`);

/** Under which the service's log has the request: what its operator asks for first. */
const idOf = (error: TranscodeError): string | undefined =>
  error instanceof ClientError ? error.transcodeId : undefined;

/** In lines where there are several mistakes, which the message has all in one. */
function inWords({ message, code, details }: TranscodeError, id: string | undefined): string {
  const tag = id === undefined ? `(${code})` : `(${code}, ${id})`;
  const issues = details?.issues ?? [];
  if (issues.length < 2) return `${message} ${tag}`;
  const lines = issues.map(({ field, message: why }) => `\n  ${field} ${why}`);
  return `${issues.length} things are wrong ${tag}:${lines.join('')}`;
}

/** Tells on stderr why a command failed. @returns its exit code */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof TranscodeError) {
    const { code, message, recoverable, details } = error;
    const transcode_id = idOf(error);
    if (json) warn(JSON.stringify({ code, message, recoverable, ...(details ? { details } : {}), transcode_id }));
    else warn(`sluice: ${inWords(error, transcode_id)}`);
    return ERROR_EXIT[code];
  }
  if (error instanceof Stopped) return EXIT.interrupted;
  const isUsage = error instanceof UsageError || error instanceof SettingsError || error instanceof RangeError;
  const message = error instanceof Error ? error.message : String(error);
  if (json) warn(JSON.stringify({ code: isUsage ? 'USAGE' : 'INTERNAL_ERROR', message }));
  else warn(`sluice: ${message}`);
  return isUsage ? EXIT.usage : EXIT.failed;
}
