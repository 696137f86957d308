import type { MediaKind } from '../../../fixtures/media.ts';
import { later } from './jumping.ts';
import { AGAIN, BROKEN, FINAL, LATE, NEAR, NEVER_WRONG, type Row, type RowOptions, row, WHOLE } from './row.ts';
import { type Answer, decent, ETAG, head, onRequest, part, pause, whole } from './wire.ts';

const KINDS: readonly MediaKind[] = ['mp3', 'mp3-vbr', 'mp3-cover', 'wav', 'flac', 'aac', 'm4a', 'vorbis', 'webm'];
const INEXACT: ReadonlySet<MediaKind> = new Set(['m4a', 'webm']);

/** Far inside, so that it pays to jump there. */
const fields = { start: 12 };
const IN_MP3: RowOptions = { fields };

const good = decent(ETAG);
const all: Answer = (socket, _asked, { file }) => socket.end(Buffer.concat([Buffer.from(whole(file, ETAG)), file]));
const inPieces: Answer = (socket, { from, to = Infinity }, { file }) =>
  socket.end(part(file, from, Math.min(to, from + 39_999), ETAG));

/** How a file is served may change how Sluice gets to its middle, and may not change what comes from there. */
export const STARTS: readonly Row[] = [
  ...KINDS.flatMap((media) => [
    row(`a start inside ${media}, without ranges`, INEXACT.has(media) ? NEAR : WHOLE, onRequest(all), {
      media,
      fields,
    }),
    row(`a start inside ${media}, in ranges of 40,000 bytes`, WHOLE, onRequest(inPieces), { media, fields }),
  ]),
  row('a start inside an M4A with its index last, without ranges', WHOLE, onRequest(all), {
    media: 'm4a-moov-last',
    like: 'm4a',
    fields,
  }),
  row('a start inside an M4A with its index last, in ranges of 40,000 bytes', WHOLE, onRequest(inPieces), {
    media: 'm4a-moov-last',
    like: 'm4a',
    fields,
  }),
  row(
    'a start behind 503',
    WHOLE,
    later((socket, asked, scene) => (asked.before === 1 ? socket.end(head('503 Busy')) : good(socket, asked, scene))),
    IN_MP3,
  ),
  row(
    'a start, and a cut behind it',
    WHOLE,
    later(async (socket, asked, scene) => {
      if (asked.before > 1) return good(socket, asked, scene);
      socket.write(part(scene.file, asked.from, asked.to, ETAG).subarray(0, 50_000));
      await scene.heard;
      await pause(100);
      return socket.resetAndDestroy();
    }),
    IN_MP3,
  ),
  row('a start in a file that has changed meanwhile', [FINAL, AGAIN, BROKEN], later(decent('ETag: "two"')), IN_MP3),
  row(
    'a start in a file that has gone meanwhile',
    FINAL,
    later((socket) => socket.end(head('404 Not Found'))),
    IN_MP3,
  ),
  row('a start for which the whole is sent', NEVER_WRONG, later(all), IN_MP3),
  row(
    'a start for which another part is sent',
    [FINAL, AGAIN],
    later((socket, { from, to }, { file }) => socket.end(part(file, from + 417, to, ETAG))),
    IN_MP3,
  ),
  row(
    'a start for which nothing is sent',
    LATE,
    later(() => {}),
    { ...IN_MP3, waits: 5 },
  ),
];
