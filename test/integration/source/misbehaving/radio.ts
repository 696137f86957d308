import type { Socket } from 'node:net';
import type { Row, RowOptions } from './row.ts';
import { head, onRequest, pause } from './wire.ts';

export const TICK_MS = 20;
/** Bytes a second: about what the file takes in real time. */
export const PACE = 20_000;
/** What a station has in its buffer for those who come new: 3 s. */
export const BURST = 48_000;

export const ICY = (status: string, ...headers: readonly string[]): string =>
  head(status, 'icy-name: Millpond FM', 'icy-br:128', ...headers).replace('HTTP/1.1', 'ICY');
export const ICECAST = (...headers: readonly string[]): string =>
  head('200 OK', 'Server: Icecast 2.4.4', 'Content-Type: audio/aac', 'icy-name: Millpond FM', ...headers).replace(
    '1.1',
    '1.0',
  );

/** As a station sends: a burst, then in real time; when it has no more, `last`. */
export async function air(socket: Socket, bytes: Buffer, last: (socket: Socket) => unknown = () => {}): Promise<void> {
  socket.write(bytes.subarray(0, BURST));
  for (let at = BURST; at < bytes.length && !socket.destroyed; at += (PACE * TICK_MS) / 1000) {
    socket.write(bytes.subarray(at, at + (PACE * TICK_MS) / 1000));
    await pause(TICK_MS);
  }
  last(socket);
}

/** A station that never ends: the file over and over. */
export const station = (start: string | Buffer, of: (file: Buffer) => Buffer = (file) => file): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(start);
    return air(socket, of(Buffer.concat([file, file])));
  });

/** Metadata behind every `interval` bytes of audio; the `block` is a length octet and so many times 16 bytes. */
export function titled(file: Buffer, interval: number, block: (nth: number) => Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at + interval <= file.length; at += interval)
    pieces.push(file.subarray(at, at + interval), block(at / interval));
  return Buffer.concat(pieces);
}

/** A block that says something. */
export function says(text: string): Buffer {
  const size = Math.ceil(Buffer.byteLength(text) / 16);
  const block = Buffer.alloc(1 + size * 16);
  block.writeUInt8(size);
  block.write(text, 1);
  return block;
}

export const NONE = Buffer.of(0);
export const title = (nth: number): Buffer =>
  nth % 3 === 0 ? says(`StreamTitle='It''s; "${nth}" — café';StreamUrl='';`) : NONE;
/** As long as a block can be, and full of what looks like audio. */
export const HUGE = Buffer.concat([Buffer.of(255), Buffer.alloc(255 * 16, Buffer.from('fff15080', 'hex'))]);
export const every =
  (interval: number, block: (nth: number) => Buffer = title) =>
  (file: Buffer) =>
    titled(file, interval, block);

export const TWO_SECONDS: RowOptions = { media: 'aac', fields: { duration: 2 }, live: true };
export const ENDLESS: RowOptions = { media: 'aac', live: true };
