import { FINAL, FORBIDDEN, type Row, row, WHOLE } from './row.ts';
import { type Answer, decent, drip, ETAG, head, onRequest, says } from './wire.ts';

/** The first request is redirected there; the file is everywhere else. */
const to = (location: string, ...headers: readonly string[]): Row['server'] => toWith(() => location, ...headers);

const toWith = (location: (origin: string) => string, ...headers: readonly string[]): Row['server'] =>
  onRequest((socket, asked, scene) =>
    asked.before === 0
      ? socket.end(head('302 Found', `Location: ${location(scene.origin)}`, ...headers))
      : decent(ETAG)(socket, asked, scene),
  );

const hops =
  (count: number): Answer =>
  (socket, asked, scene) =>
    asked.before < count
      ? socket.end(head('307 Further', `Location: /hop/${asked.before}`))
      : decent(ETAG)(socket, asked, scene);

export const REDIRECTS: readonly Row[] = [
  row('five redirects', WHOLE, onRequest(hops(5))),
  row('six redirects', FINAL, onRequest(hops(6))),
  row(
    'a redirect to itself',
    FINAL,
    onRequest((socket, { path }) => socket.end(head('301 Here', `Location: ${path}`))),
  ),
  row('a redirect without a Location', FINAL, says(head('302 Found'))),
  row('a redirect to an empty Location', FINAL, says(head('302 Found', 'Location: '))),
  row(
    'a redirect with a body that never ends',
    WHOLE,
    onRequest((socket, asked, scene) => {
      if (asked.before > 0) return decent(ETAG)(socket, asked, scene);
      socket.write(head('302 Found', 'Location: /there'));
      return drip(socket, 5, () => 'moved '.repeat(1000));
    }),
  ),
  row('a redirect to this machine’s files', FORBIDDEN, to('file:///etc/passwd')),
  row('a redirect to data in the URL', FORBIDDEN, to('data:audio/mpeg;base64,SUQz')),
  row('a redirect to gopher', FORBIDDEN, to('gopher://127.0.0.1/1')),
  row('a redirect to ffmpeg’s own protocols', FORBIDDEN, to('concat:/etc/passwd|/etc/hosts')),
  row('a redirect to AWS’s metadata', FORBIDDEN, to('http://169.254.169.254/latest/meta-data/')),
  row('a redirect to the same without a scheme', FORBIDDEN, to('//169.254.169.254/latest/meta-data/')),
  row('a redirect to a private address', FORBIDDEN, to('http://10.0.0.1/audio.mp3')),
  row('a redirect to this machine in another spelling', FORBIDDEN, to('http://0x7f.1:80/')),
  row(
    'a redirect to the runtime’s own port',
    FORBIDDEN,
    to('http://127.0.0.1:9001/2018-06-01/runtime/invocation/next'),
  ),
  row('a redirect to IPv6’s own machine', FORBIDDEN, to('http://[::1]/audio.mp3')),
  row(
    'a redirect with a password',
    FORBIDDEN,
    toWith((origin) => `${origin.replace('//', '//user:s3cret@')}/`),
  ),
  row('a redirect to what is no URL', FORBIDDEN, to('http://[nonsense')),
  row(
    'a Location of 10 KB',
    [FINAL, FORBIDDEN],
    onRequest((socket) => socket.end(head('302 Found', `Location: /${'a'.repeat(10_000)}`))),
  ),
  row('a Location of 20 KB', FINAL, to(`/${'a'.repeat(20_000)}`)),
  row('a Location with a control character', [FINAL, FORBIDDEN], to('/a\x01b')),
];
