import { expect, test } from 'vitest';
import { withoutByteCount } from '../../../../lib/audio/mpeg/byte-count.ts';

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo: 32 bytes of side information, and then the info frame's name. */
const HEADER = [0xff, 0xfb, 0x90, 0x64];
const FRAMES_AND_BYTES = 3;
const COUNT = 100_000;

const infoFrame = (flags = FRAMES_AND_BYTES): Buffer => {
  const bytes = Buffer.alloc(417);
  Buffer.from(HEADER).copy(bytes);
  bytes.write('Info', 36, 'latin1');
  bytes.writeUInt32BE(flags, 40);
  bytes.writeUInt32BE(239, 44);
  bytes.writeUInt32BE(COUNT, 48);
  return bytes;
};

test.for([undefined, COUNT, COUNT + 128, COUNT - 50_000, COUNT + COUNT / 16])(
  'the count of bytes is taken out of a source of %s bytes',
  (length) => {
    const changed = withoutByteCount(infoFrame(), length);
    expect(changed.readUInt32BE(48)).toBe(0);
    expect(changed.fill(COUNT, 48, 52)).toEqual(infoFrame().fill(COUNT, 48, 52));
  },
);

test('the count stays where another file was appended, as ffmpeg measures it', () => {
  const head = infoFrame();
  expect(withoutByteCount(head, COUNT + COUNT / 16 + 1)).toBe(head);
});

test.for([
  ['an info frame without a count of frames', infoFrame(2)],
  ['a frame of audio', Buffer.concat([Buffer.from(HEADER), Buffer.alloc(413, 1)])],
  ['no frame', Buffer.alloc(64)],
  ['nothing', Buffer.alloc(0)],
] as const)('%s stays as it is', ([, head]) => expect(withoutByteCount(head, COUNT)).toBe(head));
