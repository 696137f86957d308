import type { IncomingHttpHeaders } from 'node:http';
import { TranscodeError } from '../../contract/errors.ts';

/** Servers of web radio that do not always send a header of their own beside this one. */
const RADIO_SERVERS = /^(icecast|shoutcast|sc_serv)/i;

/**
 * Whether a source is a station that goes on for ever: it has no length, and it says what only stations say (`icy-name`,
 * `icy-br`, `ice-audio-info`; Shoutcast and Icecast both do). A station behind a proxy that hides this counts as finite.
 *
 * @param shoutcast it began with `ICY`
 */
export const isLive = (headers: IncomingHttpHeaders, length: number | undefined, shoutcast: boolean): boolean =>
  length === undefined &&
  (shoutcast ||
    Object.keys(headers).some((name) => name.startsWith('icy-') || name === 'ice-audio-info') ||
    RADIO_SERVERS.test(String(headers.server ?? '')));

/** The same stream, which has no end of its own: where it ends, the station has gone off the air. */
export async function* endless(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield* chunks;
  throw new TranscodeError('DOWNLOAD_FAILED', 'The station has ended its stream.');
}
