import { asTranscodeError } from '../contract/errors.ts';
import { ClientError } from './errors.ts';
import type { Warning } from './warnings.ts';

const MEANS: Readonly<Record<Warning['kind'], string>> = {
  fallback: 'The local ffmpeg steps in.',
  resumed: 'It goes on where it stopped.',
};

/** A failure that was mended, as a warning. */
export function warningOf(kind: Warning['kind'], why: unknown): Omit<Warning, 'count'> {
  const { message, code } = asTranscodeError(why);
  const trouble = why instanceof ClientError ? why.trouble : undefined;
  return { kind, message: `${message} ${MEANS[kind]}`, code, trouble };
}
