import { AGAIN, FINAL, LATE, type Row, row } from './row.ts';
import { drip, head, OK, onRequest, says, saysAndWaits, withHead } from './wire.ts';

/** What OpenSSL says to somebody who does not speak TLS: a fatal alert. */
const TLS_ALERT = Buffer.from('15030100020246', 'hex');
/** An empty SETTINGS frame: a server that takes HTTP/2 for granted. */
const HTTP2_SETTINGS = Buffer.from('000000040000000000', 'hex');

/** Servers that speak another protocol, or none. */
export const NOT_HTTP: readonly Row[] = [
  row('SSH, which speaks first', FINAL, () => (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')),
  row('a mail server', FINAL, () => (socket) => socket.write('220 mail.example ESMTP Postfix\r\n')),
  row('HTTP/0.9: a body and nothing else', FINAL, withHead('')),
  row('TLS on a plain port', FINAL, says(TLS_ALERT)),
  row('HTTP/2 without having been asked', FINAL, () => (socket) => socket.write(HTTP2_SETTINGS)),
  row(
    'plain HTTP on a TLS port',
    FINAL,
    () => (socket) => socket.on('data', () => socket.end(head('400 Bad Request'))),
    {
      scheme: 'https',
    },
  ),
  row('a TLS port that never shakes hands', LATE, () => () => {}, { scheme: 'https', waits: 3 }),
  row('a TLS port that resets', AGAIN, () => (socket) => socket.on('data', () => socket.resetAndDestroy()), {
    scheme: 'https',
  }),
  row('a reset at once', AGAIN, () => (socket) => socket.resetAndDestroy()),
  row(
    'a reset behind the request',
    AGAIN,
    onRequest((socket) => socket.resetAndDestroy()),
  ),
  row('the end of the connection instead of an answer', AGAIN, says('')),
  row('the end of the connection in the status line', [AGAIN, FINAL], says('HTTP/1.1 20')),
  row('the end of the connection in the headers', [AGAIN, FINAL], says(`${OK}Content-Type: audio/mp`)),
  row(
    'nothing but silence',
    LATE,
    onRequest(() => {}),
    { waits: 5 },
  ),
  row('silence in the status line', LATE, saysAndWaits('HTTP/1.1 2'), { waits: 5 }),
  row('silence in the headers', LATE, saysAndWaits(`${OK}Content-Type: audio/mpeg\r\n`), { waits: 5 }),
  row(
    'headers that drip',
    LATE,
    onRequest((socket) => {
      socket.write(OK);
      drip(socket, 100, () => 'X-More: 1\r\n');
    }),
    { waits: 5 },
  ),
  row(
    'a byte of a header at a time',
    LATE,
    onRequest((socket) => {
      socket.write(`${OK}X-Long: `);
      drip(socket, 100, () => 'x');
    }),
    { waits: 5 },
  ),
];
