import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** How Shoutcast 1 begins its answer, in place of `HTTP/1.0`. */
const STATUS_LINE = 'ICY ';

/** Whether a parser failed on what is, or may become, an answer of Shoutcast 1. */
export const isShoutcast = (error: unknown): boolean => {
  if (!(error instanceof Error && 'rawPacket' in error && Buffer.isBuffer(error.rawPacket))) return false;
  const packet = error.rawPacket.toString('latin1', 0, STATUS_LINE.length);
  // The first letters may have come alone, and passed for the beginning of `ICE/`, which the parser knows.
  return [STATUS_LINE, STATUS_LINE.slice(1), STATUS_LINE.slice(2)].some((rest) => packet.startsWith(rest));
};

/** The connection as node's parser understands it: the first word of the answer replaced, everything else as it comes. */
export const asHttp = (socket: Socket): Duplex => {
  let start: Buffer | undefined = Buffer.alloc(0);
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  const pass = (bytes: Buffer): void => {
    if (!duplex.push(bytes)) socket.pause();
  };
  socket.on('data', (chunk: Buffer) => {
    if (!start) return pass(chunk);
    start = Buffer.concat([start, chunk]);
    if (start.length < STATUS_LINE.length) return;
    const icy = start.toString('latin1', 0, STATUS_LINE.length) === STATUS_LINE;
    pass(icy ? Buffer.concat([Buffer.from('HTTP/1.0 '), start.subarray(STATUS_LINE.length)]) : start);
    start = undefined;
  });
  socket.once('end', () => duplex.push(null));
  socket.once('error', (error) => duplex.destroy(error));
  // Behind an orderly end there may be bytes that nobody has read yet.
  socket.once('close', () => !socket.readableEnded && duplex.destroy());
  return duplex;
};
