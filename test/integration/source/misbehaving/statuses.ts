import { gzipSync } from 'node:zlib';
import { AGAIN, FINAL, LATE, NO_AUDIO, type Row, row, WHOLE } from './row.ts';
import { drip, head, onRequest, range, says, whole } from './wire.ts';

/** A status with the audio itself behind it: it may not be taken for one. */
const status = (text: string, ...headers: readonly string[]): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(head(text, ...headers));
    socket.end(file);
  });

export const STATUSES: readonly Row[] = [
  ...['408 Request Timeout', '429 Too Many Requests', '500 Oops', '503 Busy', '504 Gateway Timeout', '520 Unknown'].map(
    (text) => row(text, AGAIN, status(text, 'Retry-After: 1')),
  ),
  ...[
    '201 Created',
    '202 Accepted',
    '204 No Content',
    '205 Reset Content',
    '300 Multiple Choices',
    '304 Not Modified',
    '305 Use Proxy',
    '306 Unused',
    '400 The plain HTTP request was sent to HTTPS port',
    '401 Unauthorized',
    '402 Payment Required',
    '403 Forbidden',
    '404 Not Found',
    '407 Proxy Authentication Required',
    '410 Gone',
    '451 Unavailable For Legal Reasons',
    '499 Client Closed',
    '000 Nothing',
    '999 Request denied',
  ].map((text) => row(text, FINAL, status(text))),
  row('101 to another protocol', FINAL, status('101 Switching Protocols', 'Upgrade: websocket', 'Connection: upgrade')),
  row('416 of an empty file', NO_AUDIO, says(head('416 No', 'Content-Range: bytes */0'))),
  row('416 of a file that is not empty', FINAL, says(head('416 No', 'Content-Range: bytes */321049'))),
  row(
    '416 for every range',
    WHOLE,
    onRequest((socket, asked, { file }) => {
      if (asked.headers.has('range')) return socket.end(head('416 No', `Content-Range: bytes */${file.length}`));
      return socket.end(Buffer.concat([Buffer.from(whole(file)), file]));
    }),
  ),
  row(
    '200 with the range of a part',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.end(Buffer.concat([Buffer.from(whole(file, range(5, 9, 10))), file]));
    }),
  ),
  row('416 without a word', FINAL, says(head('416 No'))),
  row(
    '102 for ever, slowly',
    LATE,
    onRequest((socket) => drip(socket, 100, () => head('102 Processing'))),
    { waits: 5 },
  ),
  row(
    '100 for ever, as fast as it can be sent',
    [LATE, FINAL],
    onRequest((socket) => drip(socket, 1, () => head('100 Continue').repeat(50))),
    {
      waits: 5,
    },
  ),
  row(
    'early hints, and then the file',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('100 Continue') + head('103 Early Hints', 'Link: </a.css>; rel=preload') + whole(file));
      socket.end(file);
    }),
  ),
  row(
    'a body that is gzip and says so',
    FINAL,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('200 OK', 'Content-Encoding: gzip', 'Vary: Accept-Encoding'));
      socket.end(gzipSync(file, { level: 1 }));
    }),
  ),
];
