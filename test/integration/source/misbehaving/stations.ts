import { air, every, HUGE, ICECAST, ICY, NONE, station, TWO_SECONDS, title, titled } from './radio.ts';
import { FINAL, type Row, row, WHOLE } from './row.ts';
import { CHUNKED, chunk, head, onRequest, pause } from './wire.ts';

/** Stations that go on for ever, heard for two seconds: what is heard are the file's own first two. */
export const STATIONS: readonly Row[] = [
  row('Shoutcast 1', WHOLE, station(ICY('200 OK')), TWO_SECONDS),
  row(
    'Shoutcast 1 with titles although the headers are in capitals',
    WHOLE,
    station(ICY('200 OK', 'ICY-MetaInt:8192'), every(8192)),
    TWO_SECONDS,
  ),
  row(
    'Shoutcast 1 whose status line comes in two pieces',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.setNoDelay(true);
      socket.write('IC');
      await pause(200);
      socket.write(ICY('200 OK').slice(2));
      return air(socket, file);
    }),
    TWO_SECONDS,
  ),
  row(
    'Shoutcast 2 in chunks',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(
        head('200 OK', CHUNKED, 'icy-notice1:<BR>This stream requires <a href="http://www.winamp.com">Winamp</a><BR>'),
      );
      return air(
        socket,
        Buffer.concat(Array.from({ length: 300 }, (_, at) => chunk(file.subarray(at * 1000, (at + 1) * 1000)))),
      );
    }),
    TWO_SECONDS,
  ),
  row('Icecast', WHOLE, station(ICECAST()), TWO_SECONDS),
  row('Icecast with titles', WHOLE, station(ICECAST('icy-metaint: 16000'), every(16_000)), TWO_SECONDS),
  row(
    'titles behind every byte',
    WHOLE,
    station(ICECAST('icy-metaint: 1'), (file) => every(1, () => NONE)(file.subarray(0, 100_000))),
    TWO_SECONDS,
  ),
  row(
    'titles of 4,080 bytes that look like audio',
    WHOLE,
    station(
      ICECAST('icy-metaint: 4096'),
      every(4096, () => HUGE),
    ),
    TWO_SECONDS,
  ),
  row(
    'a first title in single bytes',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.setNoDelay(true);
      const stream = titled(file, 2_000, title);
      socket.write(ICECAST('icy-metaint: 2000'));
      socket.write(stream.subarray(0, 1_990));
      for (let at = 1_990; at < 2_100; at++) {
        await pause(1);
        socket.write(stream.subarray(at, at + 1));
      }
      return air(socket, stream.subarray(2_100));
    }),
    TWO_SECONDS,
  ),
  row('titles behind every 0 bytes', WHOLE, station(ICECAST('icy-metaint: 0')), TWO_SECONDS),
  row('titles at an interval that is no number', [WHOLE, FINAL], station(ICECAST('icy-metaint: often')), TWO_SECONDS),
  row('titles at a negative interval', [WHOLE, FINAL], station(ICECAST('icy-metaint: -5')), TWO_SECONDS),
  row(
    'titles at an interval beyond 64 bits',
    [WHOLE, FINAL],
    station(ICECAST(`icy-metaint: ${'9'.repeat(30)}`)),
    TWO_SECONDS,
  ),
  row(
    'a station with a made-up length',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(ICECAST('Content-Length: 54000000'));
      return air(socket, file);
    }),
    { media: 'aac', fields: { duration: 2 } },
  ),
  row(
    'a file with a length and titles',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      const size = 4_096;
      const body = Buffer.concat([titled(file, size, title), file.subarray(file.length - (file.length % size))]);
      socket.write(head('200 OK', `icy-metaint: ${size}`, `Content-Length: ${body.length}`));
      socket.end(body);
    }),
  ),
  row('a station that does not say what it is', WHOLE, station(head('200 OK', 'Content-Type: audio/aac')), {
    media: 'aac',
    fields: { duration: 2 },
  }),
  row(
    'a station that says it by its server alone',
    WHOLE,
    station(head('200 OK', 'Server: Icecast 2.4.0-kh15', 'Content-Type: application/ogg')),
    TWO_SECONDS,
  ),
  row(
    'a station with titles in chunks of one byte',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('200 OK', CHUNKED, 'icy-br: 128', 'icy-metaint: 8192'));
      const stream = titled(file.subarray(0, 81_920), 8_192, title);
      return air(socket, Buffer.concat(Array.from(stream, (byte) => chunk(Buffer.of(byte)))));
    }),
    { ...TWO_SECONDS, waits: 9 },
  ),
  row(
    'Shoutcast 1 with all that it has at once',
    WHOLE,
    onRequest((socket, _asked, { file }) => socket.write(Buffer.concat([Buffer.from(ICY('200 OK')), file]))),
    { ...TWO_SECONDS, fields: { duration: 15 } },
  ),
];
