import type { ServerResponse } from 'node:http';

/** For a caller to take what was written; one that does not read gets a reset. */
const GRACE_MILLISECONDS = 2_000;

/**
 * Ends an answer so that the caller can tell it from a complete one: what was written is still sent, then the
 * connection ends without the terminating chunk (RFC 9112, 8). Without chunks, as for HTTP/1.0, only a reset tells.
 */
export function breakOff(response: ServerResponse): void {
  const { socket } = response;
  if (socket === null || socket.destroyed) return;
  if (!response.chunkedEncoding) {
    socket.resetAndDestroy();
    return;
  }
  const impatient = setTimeout(() => socket.resetAndDestroy(), GRACE_MILLISECONDS);
  socket.once('close', () => clearTimeout(impatient));
  socket.end(() => socket.destroy());
}
