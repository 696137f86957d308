import { good, later, M4A, once, waiting } from './jumping.ts';
import { AGAIN, BROKEN, FINAL, FORBIDDEN, LATE, NEVER_WRONG, NO_AUDIO, type Row, row } from './row.ts';
import { type Answer, decent, ETAG, head, onRequest, part, range, whole } from './wire.ts';

/** A 206 with its head as it should be, and another body. */
const body =
  (of: (file: Buffer, from: number, to: number) => Buffer): Answer =>
  (socket, { from, to }, { file }) => {
    const last = Math.min(to ?? file.length - 1, file.length - 1);
    socket.write(
      head('206 Partial Content', range(from, last, file.length), `Content-Length: ${last + 1 - from}`, ETAG),
    );
    return socket.end(of(file, from, last));
  };

/** Servers that answer a jump with something else than was asked for. */
export const LYING: readonly Row[] = [
  row(
    '503 for every jump',
    [AGAIN, FINAL],
    later((socket) => socket.end(head('503 Busy'))),
    M4A,
  ),
  row(
    '404 for every jump',
    FINAL,
    later((socket) => socket.end(head('404 Not Found'))),
    M4A,
  ),
  row(
    'the whole for every jump',
    NEVER_WRONG,
    later((socket, _asked, { file }) => socket.end(Buffer.concat([Buffer.from(whole(file, ETAG)), file]))),
    M4A,
  ),
  row(
    'the whole for one jump',
    NEVER_WRONG,
    later(once((socket, _asked, { file }) => socket.end(Buffer.concat([Buffer.from(whole(file, ETAG)), file])))),
    M4A,
  ),
  row('another ETag for every jump', [FINAL, AGAIN, BROKEN], later(decent('ETag: "two"')), M4A),
  row(
    'another ETag for each jump',
    [FINAL, AGAIN, BROKEN],
    onRequest((socket, asked, scene) => decent(`ETag: "${asked.before}"`)(socket, asked, scene)),
    M4A,
  ),
  row(
    'another length for every jump',
    [FINAL, AGAIN, BROKEN],
    later((socket, { from, to }, { file }) => {
      const last = Math.min(to ?? file.length - 1, file.length - 1);
      socket.write(head('206 Partial Content', range(from, last, file.length + 500), ETAG));
      socket.end(file.subarray(from, last + 1));
    }),
    M4A,
  ),
  row(
    'another part than each jump asks for',
    [FINAL, AGAIN, BROKEN, NO_AUDIO],
    later((socket, { from, to }, { file }) => socket.end(part(file, from - 1, to, ETAG))),
    M4A,
  ),
  row(
    'the bytes in front of those that it says',
    [FINAL, AGAIN, BROKEN, NO_AUDIO],
    later(body((file, from, to) => file.subarray(from - 1, to))),
    M4A,
  ),
  row(
    'fewer bytes than each range says',
    NEVER_WRONG,
    later(body((file, from, to) => file.subarray(from, from + Math.max(1, (to - from) >> 1)))),
    M4A,
  ),
  row('more bytes than each range says', NEVER_WRONG, later(body((file, from) => file.subarray(from))), M4A),
  row(
    'bytes without an end for each range',
    NEVER_WRONG,
    later((socket, { from, to }, { file }) => {
      const last = Math.min(to ?? file.length - 1, file.length - 1);
      socket.write(head('206 Partial Content', range(from, last, file.length), ETAG));
      socket.write(file.subarray(from, last + 1));
      const more = setInterval(() => socket.write(Buffer.alloc(10_000)), 5);
      socket.on('close', () => clearInterval(more));
    }),
    M4A,
  ),
  row(
    'silence for every jump',
    LATE,
    later(() => {}),
    waiting,
  ),
  row(
    'silence in the middle of a jump',
    LATE,
    later((socket, { from, to }, { file }) => socket.write(part(file, from, to, ETAG).subarray(0, 1_000))),
    waiting,
  ),
  row(
    'a jump that is redirected to the same file',
    NEVER_WRONG,
    later((socket, asked, scene) =>
      asked.path.startsWith('/moved') ? good(socket, asked, scene) : socket.end(head('302 Found', 'Location: /moved')),
    ),
    M4A,
  ),
  row(
    'a jump that is redirected to a private address',
    [FINAL, FORBIDDEN],
    later((socket) => socket.end(head('302 Found', 'Location: http://10.0.0.1/'))),
    M4A,
  ),
  row(
    'several parts in one answer',
    [FINAL, BROKEN],
    later((socket) => socket.end(head('206 Partial Content', 'Content-Type: multipart/byteranges; boundary=x', ETAG))),
    M4A,
  ),
];
