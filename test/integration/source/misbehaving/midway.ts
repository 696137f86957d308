import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { Row } from './row.ts';
import { CHUNKED, head, onRequest, pause } from './wire.ts';

export const HALF = 150_000;
/** More than the file has. */
export const MORE = 400_000;
export const OPEN = head('200 OK', 'Content-Type: audio/mpeg', 'Connection: close');
export const LENGTH = (bytes: number | string): string => head('200 OK', `Content-Length: ${bytes}`);
export const IN_CHUNKS = head('200 OK', CHUNKED);

/** A start, and what comes of it once the caller hears the first of it. Without a validator nobody may continue that. */
export const midway = (
  start: (file: Buffer) => readonly (string | Buffer)[],
  then: (socket: Socket, file: Buffer) => unknown,
): Row['server'] =>
  onRequest(async (socket, _asked, { file, heard }) => {
    for (const piece of start(file)) socket.write(piece);
    await heard;
    await then(socket, file);
  });

export const half = (file: Buffer): Buffer => file.subarray(0, HALF);
export const fin = (socket: Socket): unknown => socket.end();
export const reset = async (socket: Socket): Promise<unknown> => {
  await pause(100);
  return socket.resetAndDestroy();
};

const portOf = (address: string | undefined): number => Number.parseInt(address?.split(':')[1] ?? '', 16);

/** Bytes that the other side's kernel has not taken yet, as ours counts them (proc(5), /proc/net/tcp: `tx_queue`). */
async function onTheWay({ localPort, remotePort }: Socket): Promise<number> {
  for (const line of (await readFile('/proc/net/tcp', 'latin1')).split('\n').slice(1)) {
    const [, local, remote, , queues] = line.trim().split(/\s+/);
    if (portOf(local) === localPort && portOf(remote) === remotePort) return Number.parseInt(queues ?? '', 16);
  }
  return 0;
}

/** A reset throws away what is still on the way: this one comes when nothing is. */
export const resetBehindAll = async (socket: Socket): Promise<unknown> => {
  while (socket.writableLength > 0 || (await onTheWay(socket)) > 0) await pause(10);
  return reset(socket);
};
export const stay = (): void => {};

export const opus = { fields: { output_format: 'opus' } };
