import type { Socket } from 'node:net';
import { fin, HALF, half, IN_CHUNKS, LENGTH, MORE, midway, OPEN, opus, reset, resetBehindAll, stay } from './midway.ts';
import { AGAIN, BROKEN, type Row, row, WHOLE } from './row.ts';
import { chunk, drip, head, onRequest, pause, whole } from './wire.ts';

/** A server's length is less than the file: what it serves ends early, in good order. */
const cutFile = (bytes: number): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(LENGTH(bytes));
    socket.end(file);
  });

/** The connection ends with the file, though more was promised. */
const tooLong = (promise: string): Row['server'] =>
  midway(
    (file) => [promise, half(file)],
    (socket, file) => socket.end(file.subarray(HALF)),
  );

const early = (end: (socket: Socket) => unknown, bytes: number): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(whole(file));
    socket.write(file.subarray(0, bytes));
    return end(socket);
  });

/** Bodies that break, lie about their length, or come in an odd shape. */
export const BODIES: readonly Row[] = [
  row('the end before the first byte of a body', AGAIN, early(fin, 0)),
  row('the end behind 100 bytes of a body', AGAIN, early(fin, 100)),
  row('a reset behind 100 bytes of a body', AGAIN, early(reset, 100)),
  row(
    'the end in the middle of a body',
    BROKEN,
    midway((file) => [whole(file), half(file)], fin),
  ),
  row(
    'the end in the middle of a body, heard as Opus',
    BROKEN,
    midway((file) => [whole(file), half(file)], fin),
    opus,
  ),
  row(
    'a reset in the middle of a body',
    BROKEN,
    midway((file) => [whole(file), half(file)], reset),
  ),
  row(
    'a reset of a body without a length',
    BROKEN,
    midway((file) => [OPEN, half(file)], reset),
  ),
  row(
    'a reset of a body without a length, heard as Opus',
    BROKEN,
    midway((file) => [OPEN, half(file)], reset),
    opus,
  ),
  row(
    'the end without the last chunk',
    BROKEN,
    midway((file) => [IN_CHUNKS, chunk(half(file))], fin),
  ),
  row(
    'all of it, but not the last chunk',
    BROKEN,
    midway((file) => [IN_CHUNKS, chunk(file)], fin),
  ),
  row(
    'the end inside a chunk',
    BROKEN,
    midway((file) => [IN_CHUNKS, chunk(file).subarray(0, HALF)], fin),
  ),
  row(
    'a chunk size that is none, midway',
    BROKEN,
    midway(
      (file) => [IN_CHUNKS, chunk(half(file))],
      (socket) => socket.end('zz\r\n'),
    ),
  ),
  row(
    'a chunk longer than its size, midway',
    BROKEN,
    midway(
      (file) => [IN_CHUNKS, chunk(half(file))],
      (socket) => socket.end('2\r\nabcdef\r\n0\r\n\r\n'),
    ),
  ),
  row('a promise of more than there is', BROKEN, tooLong(LENGTH(MORE))),
  row('a promise of 8 EiB', BROKEN, tooLong(LENGTH('9223372036854775807'))),
  row('an MP3 cut by its length', BROKEN, cutFile(HALF)),
  row('an MP3 with a variable rate, cut by its length', BROKEN, cutFile(HALF), { media: 'mp3-vbr' }),
  row('a WAV cut by its length', BROKEN, cutFile(1_000_000), { media: 'wav' }),
  row('a FLAC cut by its length', BROKEN, cutFile(700_000), { media: 'flac' }),
  row('an M4A cut by its length', BROKEN, cutFile(HALF), { media: 'm4a' }),
  row('a WAV cut to half a sample', BROKEN, cutFile(1_000_001), { media: 'wav' }),
  row('a WebM cut by its length', BROKEN, cutFile(HALF), { media: 'webm' }),
  row('a FLAC cut by its length, heard as Opus', BROKEN, cutFile(700_000), { media: 'flac', ...opus }),
  ...(['mp3', 'mp3-vbr', 'wav', 'flac', 'm4a', 'webm'] as const).map((media) =>
    row(
      `${media} without a length that ends early`,
      BROKEN,
      midway((file) => [OPEN, file.subarray(0, file.length >> 1)], fin),
      { media },
    ),
  ),
  row(
    'a body without a length that ends',
    WHOLE,
    midway(
      (file) => [OPEN, half(file)],
      (socket, file) => socket.end(file.subarray(HALF)),
    ),
  ),
  row(
    'a reset behind the whole body',
    WHOLE,
    midway((file) => [whole(file), file], resetBehindAll),
  ),
  row(
    'a connection that stays open behind the body',
    WHOLE,
    midway((file) => [whole(file), file], stay),
  ),
  row(
    'a connection that stays open behind the last chunk',
    WHOLE,
    midway((file) => [IN_CHUNKS, chunk(file), '0\r\n\r\n'], stay),
  ),
  row(
    'more behind the body',
    WHOLE,
    midway((file) => [whole(file), file, 'and more'.repeat(10_000)], fin),
  ),
  row(
    'a second answer behind the body',
    WHOLE,
    midway((file) => [whole(file), file, head('404 Not Found')], fin),
  ),
  row(
    'trailers behind the last chunk',
    WHOLE,
    midway((file) => [IN_CHUNKS, chunk(file), '0\r\nX-Sum: 1\r\n\r\n'], fin),
  ),
  row(
    'chunks of one byte',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.write(IN_CHUNKS);
      socket.write(Buffer.concat(Array.from({ length: 8_000 }, (_, at) => chunk(file.subarray(at, at + 1)))));
      socket.end(Buffer.concat([chunk(file.subarray(8_000)), Buffer.from('0\r\n\r\n')]));
    }),
  ),
  row(
    'chunks with extensions and leading zeros',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(IN_CHUNKS);
      socket.write(`0000${file.length.toString(16)};name="value"\r\n`);
      socket.write(file);
      socket.end('\r\n0;last\r\n\r\n');
    }),
  ),
  row(
    'a body in pieces of 5 bytes',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.setNoDelay(true);
      const start = Buffer.concat([Buffer.from(whole(file)), file.subarray(0, 500)]);
      for (let at = 0; at < start.length; at += 5) {
        socket.write(start.subarray(at, at + 5));
        await pause(1);
      }
      socket.end(file.subarray(500));
    }),
  ),
  row(
    'trailers without an end',
    BROKEN,
    midway(
      (file) => [IN_CHUNKS, chunk(file), '0\r\n'],
      (socket) => drip(socket, 5, () => 'X-More: 1\r\n'.repeat(100)),
    ),
  ),
  row(
    'bytes without an end behind the audio of a WAV',
    [WHOLE, BROKEN],
    midway(
      (file) => [OPEN, file],
      (socket) => drip(socket, 20, () => Buffer.alloc(20_000)),
    ),
    { media: 'wav', waits: 20 },
  ),
];
