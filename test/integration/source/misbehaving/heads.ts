import { AGAIN, FINAL, type Row, row, WHOLE } from './row.ts';
import { drip, OK, onRequest, whole, withHead } from './wire.ts';

const KIB = 1024;

/** Heads that are wrong, or too much. */
export const HEADS: readonly Row[] = [
  row('one header of 20 KiB', FINAL, withHead(`${OK}X-Long: ${'x'.repeat(20 * KIB)}\r\n\r\n`)),
  row('a thousand headers', FINAL, withHead(`${OK}${'X-Some: header of a server\r\n'.repeat(KIB)}\r\n`)),
  row('a reason phrase of 100 KiB', FINAL, withHead(`HTTP/1.1 200 ${'O'.repeat(100 * KIB)}K\r\n\r\n`)),
  row(
    'headers without an end, as fast as they can be sent',
    FINAL,
    onRequest((socket) => {
      socket.write(OK);
      drip(socket, 1, () => 'X-More: 1\r\n'.repeat(100));
    }),
  ),
  row('a header without a colon', FINAL, withHead(`${OK}no colon here\r\n\r\n`)),
  row('a header name with a space', FINAL, withHead(`${OK}Bad Header: 1\r\n\r\n`)),
  row('a NUL byte in a header', FINAL, withHead(`${OK}Content-Type: audio/\0mpeg\r\n\r\n`)),
  // A client ignores the reason phrase (RFC 9112, section 4), whatever is in it.
  row('a NUL byte in the reason phrase', WHOLE, withHead(`HTTP/1.1 200 O\0K\r\n\r\n`)),
  row('a bare carriage return in a header', FINAL, withHead(`${OK}X-A: 1\rX-B: 2\r\n\r\n`)),
  row('a header injected by a line feed', FINAL, withHead(`${OK}X-A: 1\nContent-Length: 3\r\n\r\n`)),
  row('HTTP/2 in the status line', FINAL, withHead('HTTP/2 200 OK\r\n\r\n')),
  row('HTTP/7.3', FINAL, withHead('HTTP/7.3 200 OK\r\n\r\n')),
  row('a status of four digits', FINAL, withHead('HTTP/1.1 2000 OK\r\n\r\n')),
  row('a status of letters', FINAL, withHead('HTTP/1.1 OK 200\r\n\r\n')),
  row('a negative length', FINAL, withHead(`${OK}Content-Length: -1\r\n\r\n`)),
  row('a length with a plus', FINAL, withHead(`${OK}Content-Length: +321049\r\n\r\n`)),
  row('a length in hexadecimal', FINAL, withHead(`${OK}Content-Length: 0x4e619\r\n\r\n`)),
  row('an empty length', FINAL, withHead(`${OK}Content-Length: \r\n\r\n`)),
  row('two lengths that differ', FINAL, withHead(`${OK}Content-Length: 3\r\nContent-Length: 321049\r\n\r\n`)),
  row('two lengths in one header', FINAL, withHead(`${OK}Content-Length: 3, 321049\r\n\r\n`)),
  row('a length beyond 64 bits', FINAL, withHead(`${OK}Content-Length: 99999999999999999999999999\r\n\r\n`)),
  row('a length beside chunks', FINAL, withHead(`${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`)),
  row('chunks that are none', AGAIN, withHead(`${OK}Transfer-Encoding: chunked\r\n\r\n`)),
  row('a chunk of negative size', AGAIN, withHead(`${OK}Transfer-Encoding: chunked\r\n\r\n-5\r\n`)),
  row('a chunk beyond 64 bits', AGAIN, withHead(`${OK}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n`)),
  row(
    'a chunk extension of 1 MiB',
    AGAIN,
    withHead(`${OK}Transfer-Encoding: chunked\r\n\r\n5;x=${'x'.repeat(KIB * KIB)}\r\n`),
  ),
  row('a coding that frames nothing', FINAL, withHead(`${OK}Transfer-Encoding: xchunked\r\n\r\n`)),
  row('a body said to be gzip', FINAL, withHead(`${OK}Content-Encoding: gzip\r\n\r\n`)),
  row('a body said to be Brotli', FINAL, withHead(`${OK}Content-Encoding: br\r\n\r\n`)),
  row('gzip hidden in the framing', FINAL, withHead(`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`)),
  row(
    'two lengths that are the same',
    FINAL,
    withHead(`${OK}Content-Length: 321049\r\nContent-Length: 321049\r\n\r\n`),
  ),
  row('a length with zeros in front and space behind', WHOLE, withHead(`${OK}Content-Length: 000321049 \r\n\r\n`)),
  row('line feeds instead of line ends', [WHOLE, FINAL], withHead('HTTP/1.1 200 OK\nContent-Type: audio/mpeg\n\n')),
  row('a header folded over two lines', [WHOLE, FINAL], withHead(`${OK}X-Folded: one\r\n two\r\n\r\n`)),
  row('empty lines before the status line', WHOLE, withHead(`\r\n\r\n${OK}\r\n`)),
  row('no reason phrase', WHOLE, withHead('HTTP/1.1 200\r\n\r\n')),
  row('HTTP/1.0 and no length', WHOLE, withHead('HTTP/1.0 200 OK\r\nServer: SimpleHTTP/0.6 Python/3.11.2\r\n\r\n')),
  row(
    'Apache that offers HTTP/2',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(whole(file, 'Upgrade: h2,h2c', 'Connection: Upgrade'));
      socket.end(file);
    }),
  ),
  row('an encoding that is said to be none', WHOLE, withHead(`${OK}Content-Encoding: identity\r\n\r\n`)),
];
