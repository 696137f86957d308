import { broken, busy, good, MODIFIED, RANGES, reset, rest } from './broken.ts';
import { AGAIN, BROKEN, FINAL, NEVER_WRONG, type Row, row } from './row.ts';
import { type Answer, decent, ETAG, head, onRequest, part, range, says, whole } from './wire.ts';

const spoiled = (what: string, then: Answer): Row =>
  row(`broken, and then ${what}`, BROKEN, broken(then), { waits: 3 });

/** Breaks that nothing can mend: what follows is not, or may not be, the rest of the same file. */
export const UNMENDED: readonly Row[] = [
  row('broken, and no validator to continue by', BROKEN, broken(decent(), { start: (file) => whole(file, RANGES) })),
  spoiled('the whole again', (socket, _asked, { file }) =>
    socket.end(Buffer.concat([Buffer.from(whole(file, RANGES, ETAG)), file])),
  ),
  spoiled('404', (socket) => socket.end(head('404 Not Found'))),
  spoiled('412', (socket) => socket.end(head('412 Precondition Failed'))),
  spoiled('416', (socket) => socket.end(head('416 Range Not Satisfiable'))),
  spoiled('410 in HTTP/1.0', (socket) => socket.end('HTTP/1.0 410 Gone\r\n\r\n')),
  spoiled('another ETag', decent('ETag: "two"')),
  spoiled('no ETag', decent()),
  spoiled(
    'the rest as if it were the whole',
    rest((from, file) => head('200 OK', range(from, file.length - 1, file.length), ETAG)),
  ),
  row(
    'broken, and then another date',
    BROKEN,
    broken(decent(ETAG, 'Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT'), {
      start: (file) => whole(file, RANGES, ETAG, MODIFIED),
    }),
  ),
  row('broken, and then no date', NEVER_WRONG, broken(good, { start: (file) => whole(file, RANGES, ETAG, MODIFIED) })),
  row(
    'broken, and an ETag of nothing',
    BROKEN,
    broken(decent('ETag: '), { start: (file) => whole(file, RANGES, 'ETag: ') }),
  ),
  spoiled('the ETag in a weak form', decent('ETag: W/"one"')),
  spoiled('a part that begins one byte too late', (socket, { from }, { file }) =>
    socket.end(part(file, from + 1, undefined, ETAG)),
  ),
  spoiled('a part that begins one byte too early', (socket, { from }, { file }) =>
    socket.end(part(file, from - 1, undefined, ETAG)),
  ),
  spoiled('a part from the beginning', (socket, _asked, { file }) => socket.end(part(file, 0, undefined, ETAG))),
  spoiled(
    'a part without Content-Range',
    rest(() => head('206 Partial Content', ETAG)),
  ),
  spoiled(
    'a part of a longer file',
    rest((from, file) => head('206 Partial Content', range(from, file.length + 8, file.length + 9), ETAG)),
  ),
  spoiled(
    'a part of a shorter file',
    rest((from, file) => head('206 Partial Content', range(from, file.length - 2, file.length - 1), ETAG)),
  ),
  spoiled(
    'a part in gzip',
    rest((from, file) =>
      head('206 Partial Content', range(from, file.length - 1, file.length), 'Content-Encoding: gzip', ETAG),
    ),
  ),
  spoiled('503 for ever', busy),
  spoiled('resets for ever', (socket) => socket.resetAndDestroy()),
  spoiled('parts without a byte, for ever', (socket, { from }, { file }) => {
    socket.end(
      head(
        '206 Partial Content',
        range(from, file.length - 1, file.length),
        `Content-Length: ${file.length - from}`,
        ETAG,
      ),
    );
  }),
  spoiled('a redirect into a private network', (socket) => socket.end(head('302 Found', 'Location: http://10.0.0.1/'))),
  spoiled('a mail server', (socket) => socket.end('220 mail.example ESMTP\r\n')),
  row(
    'a promise of more than there is, with ranges',
    BROKEN,
    onRequest(async (socket, asked, scene) => {
      if (asked.before > 0) return good(socket, asked, scene);
      socket.write(head('200 OK', `Content-Length: ${scene.file.length + 1_000}`, RANGES, ETAG));
      socket.write(scene.file);
      await scene.heard;
      return socket.end();
    }),
  ),
  row(
    'broken, and then a part that does not say the total',
    NEVER_WRONG,
    broken(rest((from, file) => head('206 Partial Content', range(from, file.length - 1, '*'), ETAG))),
  ),
  row(
    'broken, and then more than the rest',
    NEVER_WRONG,
    broken((socket, { from }, { file }) => {
      socket.write(head('206 Partial Content', range(from, file.length - 1, file.length), ETAG));
      socket.end(Buffer.concat([file.subarray(from), file]));
    }),
  ),
  row(
    'broken before the first audio, and then another file',
    [FINAL, AGAIN],
    onRequest((socket, asked, scene) => {
      if (asked.before > 0) return decent('ETag: "two"')(socket, asked, scene);
      socket.write(whole(scene.file, RANGES, ETAG));
      return reset(socket);
    }),
  ),
  row(
    'nothing but broken promises',
    AGAIN,
    onRequest((socket, _asked, { file }) => socket.end(whole(file, RANGES, ETAG))),
  ),
  row('a length and a validator, and never a byte', AGAIN, says(head('200 OK', 'Content-Length: 1000', ETAG))),
];
