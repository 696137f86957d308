import { AGAIN, BROKEN, FINAL, LATE, NEVER_WRONG, type Row, row, WHOLE } from './row.ts';
import { CHUNKED, chunk, decent, ETAG, head, onRequest, part, range } from './wire.ts';

/** A 206 of all of the file under a header of its own. */
const partial = (...headers: readonly string[]): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(head('206 Partial Content', ...headers));
    socket.end(file);
  });

/** Parts, although the whole was asked for. */
export const PARTIALS: readonly Row[] = [
  row('all of it as a 206', WHOLE, onRequest(decent())),
  row(
    'no more than 50,000 bytes at a time',
    WHOLE,
    onRequest((socket, { from }, { file }) => socket.end(part(file, from, from + 49_999, ETAG))),
  ),
  row(
    'no more than 50,000 bytes at a time, and no validator',
    NEVER_WRONG,
    onRequest((socket, { from }, { file }) => socket.end(part(file, from, from + 49_999))),
  ),
  // It would take 321,049 requests.
  row(
    'one byte at a time',
    [BROKEN, LATE, FINAL, AGAIN],
    onRequest((socket, { from }, { file }) => socket.end(part(file, from, from, ETAG))),
    { waits: 20 },
  ),
  row(
    'one byte at first',
    WHOLE,
    onRequest((socket, { from, before }, { file }) => socket.end(part(file, from, before === 0 ? 0 : undefined, ETAG))),
  ),
  row(
    'a 206 that begins elsewhere',
    FINAL,
    onRequest((socket, _asked, { file }) => socket.end(part(file, 1, undefined))),
  ),
  row('a 206 without Content-Range', FINAL, partial()),
  row('a 206 whose range ends before it begins', FINAL, partial('Content-Range: bytes 0--1/321049')),
  row('a 206 longer than the file', FINAL, partial('Content-Range: bytes 0-321048/1000')),
  row('a 206 that ends behind the last byte', FINAL, partial('Content-Range: bytes 0-321049/321049')),
  row('a 206 spelled with an equals sign', [WHOLE, FINAL], partial('Content-Range: bytes=0-321048/321049')),
  row(
    'a 206 in chunks',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('206 Partial Content', range(0, file.length - 1, file.length), CHUNKED, ETAG));
      socket.end(Buffer.concat([chunk(file), Buffer.from('0\r\n\r\n')]));
    }),
  ),
  row('a 206 in other units', FINAL, partial('Content-Range: seconds 0-19/20')),
  row('a 206 whose range is no range', FINAL, partial('Content-Range: all of it')),
  row('a 206 with a range beyond 64 bits', FINAL, partial(range(0, 1e21, '99999999999999999999999'))),
  row('a 206 in several parts', FINAL, partial('Content-Type: multipart/byteranges; boundary=x')),
  row(
    'a 206 that does not say the total',
    NEVER_WRONG,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('206 Partial Content', range(0, file.length - 1, '*'), `Content-Length: ${file.length}`, ETAG));
      socket.end(file);
    }),
  ),
  row(
    'a 206 that is shorter than its range',
    WHOLE,
    onRequest((socket, { from, before }, { file }) => {
      if (before > 0) return socket.end(part(file, from, undefined, ETAG));
      socket.write(head('206 Partial Content', range(0, file.length - 1, file.length), 'Content-Length: 100000', ETAG));
      return socket.end(file.subarray(0, 100_000));
    }),
  ),
  row(
    'a 206 that is longer than its range',
    NEVER_WRONG,
    onRequest((socket, { from, before }, { file }) => {
      if (before > 0) return socket.end(part(file, from, undefined, ETAG));
      socket.write(head('206 Partial Content', range(0, 99_999, file.length), `Content-Length: ${file.length}`, ETAG));
      return socket.end(file);
    }),
  ),
];
