import { HALF, half, IN_CHUNKS, midway, opus, stay } from './midway.ts';
import { BROKEN, LATE, type Row, row, WHOLE } from './row.ts';
import { chunk, decent, drip, onRequest, pause, whole } from './wire.ts';

/** Bodies that keep the caller waiting. */
export const WAITING: readonly Row[] = [
  row(
    'silence instead of a body',
    LATE,
    midway((file) => [whole(file)], stay),
    { waits: 10 },
  ),
  row(
    'silence behind a WAV header',
    LATE,
    onRequest((socket, _asked, { file }) =>
      socket.write(Buffer.concat([Buffer.from(whole(file)), file.subarray(0, 44)])),
    ),
    { media: 'wav', waits: 10 },
  ),
  row(
    'silence in the middle of a body',
    BROKEN,
    midway((file) => [whole(file), half(file)], stay),
    { waits: 10 },
  ),
  row(
    'silence in the middle of a body, heard as Opus',
    BROKEN,
    midway((file) => [whole(file), half(file)], stay),
    { waits: 10, ...opus },
  ),
  row(
    'silence in the middle of a chunk',
    BROKEN,
    midway((file) => [IN_CHUNKS, chunk(file).subarray(0, HALF)], stay),
    { waits: 10 },
  ),
  row(
    'silence where the last chunk should be',
    BROKEN,
    midway((file) => [IN_CHUNKS, chunk(file)], stay),
    { waits: 11 },
  ),
  row(
    'a byte a second',
    LATE,
    onRequest((socket, _asked, { file }) => {
      socket.write(whole(file));
      let at = 0;
      drip(socket, 1_000, () => file.subarray(at, ++at));
    }),
    { waits: 21 },
  ),
  row(
    'a byte every 20 ms, midway',
    BROKEN,
    midway(
      (file) => [whole(file), half(file)],
      (socket, file) => {
        let at = HALF;
        drip(socket, 20, () => file.subarray(at, ++at));
      },
    ),
    { waits: 40 },
  ),
  row(
    'an answer after four seconds',
    WHOLE,
    onRequest(async (socket, asked, scene) => {
      await pause(4_000);
      decent()(socket, asked, scene);
    }),
    { waits: 4 },
  ),
  row(
    'a body after eight seconds',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.write(whole(file));
      await pause(8_000);
      socket.end(file);
    }),
    { waits: 8 },
  ),
  row(
    'three pauses of six seconds',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.write(whole(file));
      for (const at of [0, 1, 2]) {
        socket.write(file.subarray(at * 50_000, (at + 1) * 50_000));
        await pause(6_000);
      }
      socket.end(file.subarray(HALF));
    }),
    { waits: 18 },
  ),
  row(
    '400 bytes a second for 22 seconds',
    WHOLE,
    onRequest(async (socket, _asked, { file }) => {
      socket.write(whole(file));
      let at = 0;
      for (; at < 8_800; at += 80) {
        socket.write(file.subarray(at, at + 80));
        await pause(200);
      }
      socket.end(file.subarray(at));
    }),
    { waits: 22 },
  ),
];
