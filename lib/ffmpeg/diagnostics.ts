import type { Readable } from 'node:stream';
import { LIMITS } from '../settings/limits.ts';

/** A relay's path is a secret for as long as it is open. */
const RELAY = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+/g;

/**
 * Keeps the beginning and the end of what an encoder says, in bounded memory: the first lines tell what it read, the last
 * why it stopped, and a broken source can make it talk for hours in between.
 *
 * @returns what is kept so far
 */
export function keepEnds(stderr: Readable): () => string {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let omitted = 0;
  stderr.on('data', (bytes: Buffer) => {
    const room = LIMITS.diagnosticBytes - head.length;
    if (room > 0) head = Buffer.concat([head, bytes.subarray(0, room)]);
    const rest = Buffer.concat([tail, bytes.subarray(Math.max(0, room))]);
    const over = Math.max(0, rest.length - LIMITS.diagnosticBytes);
    omitted += over;
    tail = rest.subarray(over);
  });
  return () => {
    const gap = omitted > 0 ? `\n… ${omitted} bytes left out …\n` : '';
    return (head.toString('utf8') + gap + tail.toString('utf8')).replace(RELAY, 'relay');
  };
}
