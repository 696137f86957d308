import type { Socket } from 'node:net';
import type { Row } from './row.ts';
import { type Answer, decent, ETAG, head, onRequest, part, pause, whole } from './wire.ts';

export const HALF = 150_000;
/** Apache answers a range of all bytes with 200 and this. */
export const RANGES = 'Accept-Ranges: bytes';
export const MODIFIED = 'Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT';

export const reset = async (socket: Socket): Promise<unknown> => {
  await pause(100);
  return socket.resetAndDestroy();
};

/** Breaks its first answer behind half of the file; what comes then is the row. */
export const broken = (
  then: Answer,
  {
    start = (file: Buffer): string => whole(file, RANGES, ETAG),
    end = reset,
  }: { start?: (file: Buffer) => string; end?: typeof reset } = {},
): Row['server'] =>
  onRequest(async (socket, asked, scene) => {
    if (asked.before > 0) return then(socket, asked, scene);
    socket.write(start(scene.file));
    socket.write(scene.file.subarray(0, HALF));
    await scene.heard;
    return end(socket);
  });

export const fin = async (socket: Socket): Promise<unknown> => socket.end();
export const good = decent(ETAG);

/** The rest of the file under a head of the row's own. */
export const rest =
  (headOf: (from: number, file: Buffer) => string): Answer =>
  (socket, { from }, { file }) => {
    socket.write(headOf(from, file));
    return socket.end(file.subarray(from));
  };

/** `then` the first so many times that a continuation is asked for, and then the good one. */
export const at =
  (times: number, then: (socket: Socket) => unknown): Answer =>
  (socket, asked, scene) =>
    asked.before <= times ? then(socket) : good(socket, asked, scene);

/** Every answer breaks off behind so many bytes. */
export const pieces = (bytes: number): Row['server'] =>
  onRequest((socket, { from }, { file }) => {
    const whole = part(file, from, undefined, ETAG);
    const body = whole.indexOf('\r\n\r\n') + 4;
    return socket.end(whole.subarray(0, body + bytes));
  });

export const busy = (socket: Socket): unknown => socket.end(head('503 Busy', 'Content-Length: 0'));
