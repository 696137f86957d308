import type { Socket } from 'node:net';
import { ENDLESS, every, HUGE, ICECAST, ICY, station, TWO_SECONDS, title, titled } from './radio.ts';
import { BROKEN, ENDS, FINAL, LATE, NO_AUDIO, type Row, row, WHOLE } from './row.ts';
import { CHUNKED, chunk, ETAG, head, onRequest, part, pause, whole } from './wire.ts';

/** Of the file, before a station goes off the air. */
const SHORT = 160_000;

/** A station that leaves the air while somebody listens. */
const offAir = (
  start: string,
  last: (socket: Socket) => unknown,
  of = (file: Buffer) => file.subarray(0, SHORT),
): Row['server'] =>
  onRequest(async (socket, _asked, { file, heard }) => {
    socket.write(start);
    socket.write(of(file));
    await heard;
    await pause(100);
    last(socket);
  });

/** Titles count as bytes of the first answer, and are in no other: what it breaks off at is no place in the file. */
const withTitles = (length: (file: Buffer) => number): Row['server'] =>
  onRequest(async (socket, { from, before }, { file, heard }) => {
    if (before > 0) return socket.end(part(file, from, undefined, ETAG));
    socket.write(head('200 OK', 'icy-metaint: 4096', 'Accept-Ranges: bytes', ETAG, `Content-Length: ${length(file)}`));
    socket.write(titled(file, 4_096, title).subarray(0, SHORT));
    await heard;
    await pause(100);
    return socket.resetAndDestroy();
  });

/** Stations that stop, lie or are full. */
export const OFF_AIR: readonly Row[] = [
  row(
    'a station that closes',
    BROKEN,
    offAir(ICECAST(), (socket) => socket.end()),
    ENDLESS,
  ),
  row(
    'a station that closes, heard as Opus',
    BROKEN,
    offAir(ICECAST(), (socket) => socket.end()),
    { ...ENDLESS, fields: { output_format: 'opus' } },
  ),
  row(
    'a station of Shoutcast 1 that closes',
    BROKEN,
    offAir(ICY('200 OK'), (socket) => socket.end()),
    ENDLESS,
  ),
  row(
    'a station that resets',
    BROKEN,
    offAir(ICECAST(), (socket) => socket.resetAndDestroy()),
    ENDLESS,
  ),
  row(
    'a station of Shoutcast 1 that resets',
    BROKEN,
    offAir(ICY('200 OK'), (socket) => socket.resetAndDestroy()),
    ENDLESS,
  ),
  row(
    'a station in chunks that ends them in good order',
    BROKEN,
    onRequest(async (socket, _asked, { file, heard }) => {
      socket.write(head('200 OK', CHUNKED, 'icy-name: x'));
      socket.write(chunk(file.subarray(0, SHORT)));
      await heard;
      socket.end('0\r\n\r\n');
    }),
    ENDLESS,
  ),
  row(
    'a station that closes inside a title',
    BROKEN,
    offAir(
      ICECAST('icy-metaint: 16000'),
      (socket) => socket.end(),
      (file) => every(16_000, () => HUGE)(file).subarray(0, SHORT),
    ),
    ENDLESS,
  ),
  row(
    'a station that falls silent',
    BROKEN,
    offAir(ICECAST(), () => {}),
    { ...ENDLESS, waits: 10 },
  ),
  row(
    'titles whose length is a lie',
    ENDS,
    station(
      ICECAST('icy-metaint: 4096'),
      every(4096, () => Buffer.of(255)),
    ),
    TWO_SECONDS,
  ),
  row(
    'a station that is full',
    FINAL,
    onRequest((socket) => socket.end(ICY('400 Server Full'))),
  ),
  row(
    'a station that does not exist',
    FINAL,
    onRequest((socket) => socket.end(ICY('404 Resource Not Found'))),
  ),
  row(
    'a station that asks for a password',
    FINAL,
    onRequest((socket) => socket.end('ICY 401 Service Unavailable\r\n\r\n')),
  ),
  row(
    'a station whose address is its web page',
    NO_AUDIO,
    onRequest((socket) =>
      socket.end(`${ICY('200 OK')}<html><head><title>SHOUTcast Administrator</title></head></html>`),
    ),
  ),
  row(
    'a station with the wrong password for its encoder',
    FINAL,
    onRequest((socket) => socket.end('invalid password\r\n')),
  ),
  row(
    'a station that connects and plays nothing',
    LATE,
    onRequest((socket) => socket.write(ICY('200 OK'))),
    { waits: 10 },
  ),
  row(
    'a file behind a header of Shoutcast 1 with a length',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(whole(file).replace('HTTP/1.1', 'ICY'));
      socket.end(file);
    }),
  ),
  row(
    'a file with titles that breaks, and goes on without them',
    BROKEN,
    withTitles((file) => titled(file, 4_096, title).length),
  ),
  row(
    'the same, with the length of the file alone',
    BROKEN,
    withTitles((file) => file.length),
  ),
];
