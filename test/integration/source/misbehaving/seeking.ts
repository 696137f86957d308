import { good, later, M4A, once, waiting } from './jumping.ts';
import { AGAIN, LATE, NEVER_WRONG, NO_AUDIO, type Row, row, WHOLE } from './row.ts';
import { CHUNKED, chunk, decent, ETAG, head, onRequest, part, pause, range, whole } from './wire.ts';

const keptOpen = (answer: Buffer): Buffer =>
  Buffer.from(answer.toString('latin1').replace('Connection: close', 'Connection: keep-alive'), 'latin1');

/** M4A files whose reader has to jump, on servers that do not quite let it. */
export const SEEKING: readonly Row[] = [
  row('ranges as they should be', WHOLE, onRequest(good), M4A),
  row('ranges, and no validator', WHOLE, onRequest(decent()), M4A),
  row(
    'no ranges',
    WHOLE,
    onRequest((socket, _asked, { file }) => socket.end(Buffer.concat([Buffer.from(whole(file)), file]))),
    M4A,
  ),
  row(
    'no ranges and no length',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('200 OK', CHUNKED));
      socket.end(Buffer.concat([chunk(file), Buffer.from('0\r\n\r\n')]));
    }),
    M4A,
  ),
  // An end like any other, as far as anybody can tell; what comes is no MP4.
  row(
    'no ranges, no length, and an early end',
    NO_AUDIO,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('200 OK'));
      socket.end(file.subarray(0, 200_000));
    }),
    M4A,
  ),
  row(
    'no ranges, and a cut',
    AGAIN,
    onRequest((socket, _asked, { file }) => {
      socket.write(whole(file));
      socket.end(file.subarray(0, 200_000));
    }),
    M4A,
  ),
  row(
    'no ranges, and the index never comes',
    LATE,
    onRequest((socket, _asked, { file }) => {
      socket.write(whole(file));
      socket.write(file.subarray(0, 300_000));
    }),
    waiting,
  ),
  row(
    'ranges that are said to be none',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.end(Buffer.concat([Buffer.from(whole(file, 'Accept-Ranges: none', ETAG)), file]));
    }),
    M4A,
  ),
  row(
    'ranges of 20,000 bytes at most',
    WHOLE,
    onRequest((socket, { from, to = Infinity }, { file }) =>
      socket.end(part(file, from, Math.min(to, from + 19_999), ETAG)),
    ),
    M4A,
  ),
  row(
    'ranges that break off behind 30,000 bytes',
    WHOLE,
    onRequest((socket, { from, to }, { file }) => {
      const answer = part(file, from, to, ETAG);
      socket.end(answer.subarray(0, answer.indexOf('\r\n\r\n') + 4 + 30_000));
    }),
    M4A,
  ),
  row(
    'an index that breaks off twice',
    WHOLE,
    later((socket, asked, scene) =>
      asked.before > 2
        ? good(socket, asked, scene)
        : socket.end(part(scene.file, asked.from, asked.to, ETAG).subarray(0, 1_000)),
    ),
    M4A,
  ),
  row('503 for the first jump', WHOLE, later(once((socket) => socket.end(head('503 Busy')))), M4A),
  row('a reset for the first jump', WHOLE, later(once((socket) => socket.resetAndDestroy())), M4A),
  row(
    'a connection that is said to stay open, and does not',
    WHOLE,
    onRequest(async (socket, { from, to }, { file }) => {
      socket.write(keptOpen(part(file, from, to, ETAG)));
      await pause(10);
      socket.resetAndDestroy();
    }),
    M4A,
  ),
  row(
    'a connection that stays open and is used again',
    WHOLE,
    onRequest((socket, { from, to }, { file }) => socket.write(keptOpen(part(file, from, to, ETAG)))),
    M4A,
  ),
  row(
    'an index in front, in ranges of 20,000 bytes',
    WHOLE,
    onRequest((socket, { from, to = Infinity }, { file }) =>
      socket.end(part(file, from, Math.min(to, from + 19_999), ETAG)),
    ),
    { media: 'm4a' },
  ),
  row(
    'an index in front, and a cut every 70,000 bytes',
    WHOLE,
    onRequest((socket, { from, to }, { file }) => {
      const answer = part(file, from, to, ETAG);
      socket.end(answer.subarray(0, answer.indexOf('\r\n\r\n') + 4 + 70_000));
    }),
    { media: 'm4a' },
  ),
  row(
    'a connection that stays open and says 408 while it is idle, as HAProxy does',
    WHOLE,
    onRequest(async (socket, { from, to }, { file }) => {
      socket.write(keptOpen(part(file, from, to, ETAG)));
      await pause(5);
      socket.end('HTTP/1.0 408 Request Time-out\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n');
    }),
    M4A,
  ),
  row(
    'a connection that stays open and has a second answer ready',
    NEVER_WRONG,
    onRequest((socket, { from, to }, { file }) => {
      const answer = keptOpen(part(file, from, to, ETAG));
      socket.write(Buffer.concat([answer, answer]));
    }),
    M4A,
  ),
  row(
    'a total of a petabyte',
    NEVER_WRONG,
    onRequest((socket, { from, to }, { file }) => {
      if (from >= file.length) return socket.end(head('416 No', 'Content-Range: bytes */1000000000000000'));
      const last = Math.min(to ?? file.length - 1, file.length - 1);
      socket.write(head('206 Partial Content', range(from, last, '1000000000000000'), ETAG));
      return socket.end(file.subarray(from, last + 1));
    }),
    M4A,
  ),
];
