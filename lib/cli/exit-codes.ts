import type { ErrorCode } from '../contract/errors.ts';

/** What a command's exit tells a script; docs/cli.md has the list. 1 is whatever has no code of its own. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** A mistake on the command line or in the environment; nothing was tried. */
  usage: 2,
  /** `doctor` found something missing; `health` found the service unhealthy. */
  unwell: 3,
  /** As shells tell of Ctrl-C: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

/** The exit code of each error code of the contract. They stay: scripts depend on them. */
export const ERROR_EXIT: Readonly<Record<ErrorCode, number>> = {
  INTERNAL_ERROR: 1,
  INVALID_REQUEST: 10,
  INVALID_URL: 11,
  FILTER_INVALID: 12,
  UNSUPPORTED_FORMAT: 13,
  DOWNLOAD_FAILED: 14,
  TIMEOUT: 15,
  FFMPEG_ERROR: 16,
  RATE_LIMITED: 17,
  SHUTTING_DOWN: 18,
  UNAUTHORIZED: 19,
  NOT_FOUND: 20,
  METHOD_NOT_ALLOWED: 21,
};
