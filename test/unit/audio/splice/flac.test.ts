import { expect, test } from 'vitest';
import { crc8 } from '../../../../lib/audio/source-coding/flac-frames.ts';
import { splice } from '../../../../lib/audio/splice/splice.ts';

const HEADER = Uint8Array.from([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 0]);
const RATE = 48_000;
const BLOCK = 192;

/** A frame of 192 samples whose audio is anything: nobody here decodes it. */
function frame(number: number, body: readonly number[]): number[] {
  const head = [0xff, 0xf8, 0x10, 0x00, number];
  const bytes = [...head, crc8(Uint8Array.from(head)), ...body];
  const crc = crc16(bytes);
  return [...bytes, crc >> 8, crc & 0xff];
}

function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : crc << 1;
  }
  return crc;
}

const stream = (...frames: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([...HEADER, ...frames.flat()]);

const first = frame(0, [1, 2, 3, 4]);
/** Its checksum holds in its middle too, which is where a chunk ends. */
const half = frame(1, [5, 6, 7]);
const misleading = ((): number[] => {
  const body = [...half.slice(6), 8, 9, 10];
  return frame(1, body);
})();
const third = frame(2, [11, 12]);
const whole = stream(first, misleading, third);
const middle = HEADER.length + first.length + half.length;

test('A frame is given out as soon as its checksum holds.', () => {
  const splicing = splice('flac', RATE, 2);
  const out = splicing.push(stream(first));
  expect(out).toEqual(stream(first));
  expect(splicing.position).toBe(BLOCK / RATE);
});

test('A chunk that ends where the checksum holds by chance harms nothing.', () => {
  const splicing = splice('flac', RATE, 2);
  const out = [splicing.push(whole.subarray(0, middle)), splicing.push(whole.subarray(middle)), splicing.finish()];
  expect(Buffer.concat(out)).toEqual(Buffer.from(whole));
  expect(splicing.position).toBe((3 * BLOCK) / RATE);
});

test('Nor does it in a later leg, whose frames have another number.', () => {
  const splicing = splice('flac', RATE, 2);
  splicing.push(stream(first));
  splicing.begin(BLOCK / RATE);
  const out = [splicing.push(whole.subarray(0, middle)), splicing.push(whole.subarray(middle)), splicing.finish()];
  const body = misleading.slice(6, -2);
  expect(Buffer.concat(out)).toEqual(
    Buffer.from([...frame(1, first.slice(6, -2)), ...frame(2, body), ...frame(3, [11, 12])]),
  );
  expect(splicing.position).toBe((4 * BLOCK) / RATE);
});

test('A frame that was held when its leg broke goes in front of the next leg.', () => {
  const splicing = splice('flac', RATE, 2);
  splicing.push(stream(first));
  splicing.begin(BLOCK / RATE);
  expect(splicing.push(stream(first)).length).toBe(0);
  expect(splicing.position).toBe((2 * BLOCK) / RATE);
  splicing.begin((2 * BLOCK) / RATE);
  const out = [splicing.push(stream(first)), splicing.finish()];
  expect(Buffer.concat(out)).toEqual(Buffer.from([...frame(1, [1, 2, 3, 4]), ...frame(2, [1, 2, 3, 4])]));
});
