import { at, broken, busy, fin, good, HALF, MODIFIED, pieces, RANGES, reset } from './broken.ts';
import { type Row, row, WHOLE } from './row.ts';
import { CHUNKED, chunk, decent, ETAG, head, onRequest, part, range, whole } from './wire.ts';

/** Breaks that a decent server lets Sluice mend. */
export const MENDED: readonly Row[] = [
  row('a reset, continued', WHOLE, broken(good)),
  row(
    'a reset by a server that has not spoken of ranges, continued',
    WHOLE,
    broken(good, { start: (file) => whole(file, ETAG) }),
  ),
  row(
    'a reset inside a tag of 600 KB, continued',
    WHOLE,
    onRequest((socket, asked, scene) => {
      if (asked.before > 0) return good(socket, asked, scene);
      socket.write(whole(scene.file, RANGES, ETAG));
      socket.write(scene.file.subarray(0, 300_000));
      return reset(socket);
    }),
    { media: 'mp3-cover' },
  ),
  row(
    'an address that is good for one request, continued by way of the redirect',
    WHOLE,
    onRequest(async (socket, asked, scene) => {
      if (asked.path.startsWith('/audio')) return socket.end(head('302 Found', `Location: /signed/${asked.before}`));
      if (asked.before === 1) {
        socket.write(whole(scene.file, RANGES, ETAG));
        socket.write(scene.file.subarray(0, HALF));
        await scene.heard;
        return reset(socket);
      }
      return asked.path === '/signed/1' ? socket.end(head('403 Expired')) : good(socket, asked, scene);
    }),
  ),
  row('the end too early, continued', WHOLE, broken(good, { end: fin })),
  row(
    'a cut by date only, continued',
    WHOLE,
    broken(decent(MODIFIED), { start: (file) => whole(file, RANGES, MODIFIED) }),
  ),
  row(
    'a weak validator, as nginx makes them of what it compresses',
    WHOLE,
    broken(decent('ETag: W/"one"'), { start: (file) => whole(file, RANGES, 'ETag: W/"one"') }),
  ),
  row(
    'a cut between chunks, continued',
    WHOLE,
    onRequest(async (socket, asked, scene) => {
      if (asked.before > 0) return good(socket, asked, scene);
      socket.write(head('200 OK', CHUNKED, RANGES, ETAG));
      socket.write(chunk(scene.file.subarray(0, HALF)));
      await scene.heard;
      return socket.end();
    }),
  ),
  row(
    'a bad chunk, continued',
    WHOLE,
    onRequest(async (socket, asked, scene) => {
      if (asked.before > 0) return good(socket, asked, scene);
      socket.write(head('200 OK', CHUNKED, RANGES, ETAG));
      socket.write(chunk(scene.file.subarray(0, HALF)));
      await scene.heard;
      return socket.end('zz\r\n');
    }),
  ),
  row(
    'a reset of a body without a length, continued',
    WHOLE,
    broken(good, { start: () => head('200 OK', RANGES, ETAG) }),
  ),
  row(
    'a reset of a 206, continued',
    WHOLE,
    broken(good, {
      start: (file) =>
        head('206 Partial Content', ETAG, range(0, file.length - 1, file.length), `Content-Length: ${file.length}`),
    }),
  ),
  row(
    'a reset before the first audio, continued',
    WHOLE,
    onRequest((socket, asked, scene) => {
      if (asked.before > 0) return good(socket, asked, scene);
      socket.write(whole(scene.file, RANGES, ETAG));
      socket.write(scene.file.subarray(0, 20));
      return reset(socket);
    }),
  ),
  row(
    'a reset before the first byte of a body, continued',
    WHOLE,
    onRequest((socket, asked, scene) => {
      if (asked.before > 0) return good(socket, asked, scene);
      socket.write(whole(scene.file, RANGES, ETAG));
      return reset(socket);
    }),
  ),
  row('a cut every 70,000 bytes', WHOLE, pieces(70_000)),
  row('a cut every 30,000 bytes', WHOLE, pieces(30_000)),
  row('503 twice, and then the rest', WHOLE, broken(at(2, busy))),
  row('429, and then the rest', WHOLE, broken(at(1, (socket) => socket.end(head('429 Slow down', 'Retry-After: 1'))))),
  row('three resets, and then the rest', WHOLE, broken(at(3, (socket) => socket.resetAndDestroy()))),
  row('nothing at all once, and then the rest', WHOLE, broken(at(1, (socket) => socket.end()))),
  row(
    'a continuation that is shorter than its range, and then the rest',
    WHOLE,
    broken((socket, { from, before }, { file }) => {
      if (before > 1) return socket.end(part(file, from, undefined, ETAG));
      socket.write(
        head('206 Partial Content', range(from, file.length - 1, file.length), 'Content-Length: 9000', ETAG),
      );
      return socket.end(file.subarray(from, from + 9_000));
    }),
  ),
  row(
    'a continuation in chunks',
    WHOLE,
    broken((socket, { from }, { file }) => {
      socket.write(head('206 Partial Content', range(from, file.length - 1, file.length), CHUNKED, ETAG));
      return socket.end(Buffer.concat([chunk(file.subarray(from)), Buffer.from('0\r\n\r\n')]));
    }),
  ),
];
