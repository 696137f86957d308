import type { Socket } from 'node:net';
import type { MediaKind } from '../../../fixtures/media.ts';
import type { Asked } from './wire.ts';

/** What a row's server has at hand. */
export interface Scene {
  readonly file: Buffer;
  /** `http://127.0.0.1:<port>` of this very server. */
  readonly origin: string;
  /** Resolves when the caller has the first audio: what breaks later breaks midway, however fast the machine is. */
  readonly heard: Promise<void>;
}

/**
 * How a request came out, in words that can be compared and read:
 * - `502 DOWNLOAD_FAILED, final`: an error before the first audio, and whether it is worth another try;
 * - `whole`: a clean end, and the samples are those of an undisturbed transcode;
 * - `broken off`: an answer that did not end cleanly, and all that came of it was right.
 */
export type Outcome = string;

export const FINAL = '502 DOWNLOAD_FAILED, final';
export const AGAIN = '502 DOWNLOAD_FAILED, recoverable';
export const LATE = '504 TIMEOUT, recoverable';
export const NO_AUDIO = '415 UNSUPPORTED_FORMAT, final';
export const FORBIDDEN = '400 INVALID_URL, final';
export const WHOLE = 'whole';
export const BROKEN = 'broken off';
/** As near as decoding allows from there: WebM's time stamps are milliseconds, AAC puts noise where it was noise. */
export const NEAR = 'whole to the millisecond';
/** Of audio that is garbled on the way, without anything that could tell: all that can be asked is that it ends. */
export const ENDS = 'it ends';
/** The rule of files that cannot be put together: anything but a clean end that is not the whole. */
export const NEVER_WRONG = [WHOLE, BROKEN, FINAL, AGAIN, NO_AUDIO] as const;

/** One misbehaving server and what its caller gets. */
export interface Row {
  readonly what: string;
  /** A server of its own: what it does with every connection. */
  readonly server: (scene: Scene, requests: Asked[]) => (socket: Socket) => void;
  /** Any of these is right. */
  readonly expected: readonly Outcome[];
  /** Of which file its bytes are; MP3 unless told. */
  readonly media?: MediaKind;
  /** Whose samples are the right ones, where the file itself can only be had from a server that has ranges. */
  readonly like?: MediaKind;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** A station: the answer says so in its headers. */
  readonly live?: boolean;
  readonly scheme?: 'https';
  /** Seconds that it waits for a clock, of the service or its own. */
  readonly waits?: number;
}

export type RowOptions = Omit<Row, 'what' | 'server' | 'expected'>;

export const row = (
  what: string,
  expected: Outcome | readonly Outcome[],
  server: Row['server'],
  options: RowOptions = {},
): Row => ({ what, expected: typeof expected === 'string' ? [expected] : expected, server, ...options });
