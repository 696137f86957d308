import { expect, test } from 'vitest';
import { infoFrame } from '../../../../lib/audio/mpeg/info-frame.ts';
import { splice } from '../../../../lib/audio/splice/splice.ts';

const RATE = 44_100;
/** A frame of MPEG-1 layer III, 128 kbit/s, without anything in it. */
const frame = Buffer.alloc(417);
frame.set([0xff, 0xfb, 0x90, 0x44]);
const frames = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => frame));
const info = (encoderDelay?: number): Buffer =>
  infoFrame({ sampleRate: RATE, channels: 2, kbps: 128, ...(encoderDelay === undefined ? {} : { encoderDelay }) });

test('An MP3’s position is what has been heard of its content: neither the info frame nor the delay is.', () => {
  const splicing = splice('mp3', RATE, 2);
  splicing.push(Buffer.concat([info(), frames(10)]));
  expect(splicing.position).toBe((10 * 1152 - 1105) / RATE);
});

test('The info frame of a later leg is no audio.', () => {
  const splicing = splice('mp3', RATE, 2);
  const first = splicing.push(Buffer.concat([info(), frames(10)]));
  expect(first.length).toBe(info().length + 10 * frame.length);
  splicing.begin(0);
  expect(splicing.push(Buffer.concat([info(), frames(12)])).length).toBe(2 * frame.length);
});

test.for([
  ['with as long a delay as ours', info(), 0],
  ['with a longer one', info(1105), 529],
  ['that does not tell', Buffer.alloc(0), -1105],
] as const)('Frames of a copied MP3 %s meet frames of ours.', ([, leading, later]) => {
  const splicing = splice('mp3', RATE, 2);
  splicing.push(Buffer.concat([leading, frames(200)]));
  const at = splicing.resumeAt(1) * RATE;
  // Where the first frame of our leg lies among those of the other.
  expect(Math.abs((((at + later) / 1152) % 1) - 0.5)).toBeCloseTo(0.5, 6);
  const { position } = splicing;
  splicing.begin(at / RATE);
  const dropped = Math.round((200 * 1152 - at - later) / 1152);
  expect(splicing.push(Buffer.concat([info(), frames(dropped + 3)])).length).toBe(3 * frame.length);
  expect(splicing.position - position).toBeCloseTo((3 * 1152) / RATE, 9);
});
