import { describe, expect, test } from 'vitest';
import { frameCount, frameOffset, sameBitrate } from '../../../../lib/audio/mpeg/constant.ts';
import { mpegHeader } from '../../../../lib/audio/mpeg/header.ts';
import { confirmedLanding, type MpegLanding, mpegLanding } from '../../../../lib/audio/mpeg/landing.ts';
import { type MpegLayout, mpegLayout } from '../../../../lib/audio/mpeg/layout.ts';
import { frame64, frame128, frame160, infoFrame, stream128 } from './stream.ts';

const FRAMES = 4000;
const audio = stream128(FRAMES);
const { length } = audio;

function layoutOf(bytes: Buffer): MpegLayout {
  const layout = mpegLayout(bytes.subarray(0, 65_536));
  if (!layout) throw new Error('no frames');
  return layout;
}

const constant: MpegLayout = { ...layoutOf(audio), variable: false };
const seconds = (FRAMES * 1152) / 44_100;

function landed(start: number, layout = constant): MpegLanding {
  const landing = mpegLanding(layout, length, start);
  if (landing === undefined || landing === 'past-end') throw new Error(`${landing}`);
  return landing;
}

const confirmed = (landing: MpegLanding, bytes = audio): MpegLanding | undefined =>
  confirmedLanding(constant, landing, bytes.subarray(landing.offset, landing.offset + 4096));

describe('a frame of a constant bitrate', () => {
  test.for([0, 0.25, 0.5, 0.999])('begins where its number says, of an encoder that pads from %f on', (phase) => {
    const bytes = stream128(300, phase);
    for (let at = 0, index = 0; at < bytes.length; index++) {
      expect(Math.abs(at - frameOffset(constant, index))).toBeLessThanOrEqual(1);
      at += mpegHeader(bytes, at)?.length ?? Number.NaN;
    }
    expect(frameCount(constant, bytes.length)).toBe(300);
  });
  test.for([3, 200, 414])('is not counted in a stream that is %i bytes longer', (more) => {
    expect(frameCount(constant, length + more)).toBeUndefined();
  });
  test.for([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('is not counted in %d bytes', (bytes) => {
    expect(frameCount(constant, bytes)).toBeUndefined();
  });
});

describe('the bitrate at the end is the same', () => {
  const layout = layoutOf(audio);
  const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);

  test.for([0, 1, 5, 417, 60_000])('in a tail that begins %i bytes further', (from) =>
    expect(sameBitrate(layout, audio.subarray(length - 65_536 + from))).toBe(true),
  );
  test('behind an info frame, and with a tag behind it', () => {
    const head = [infoFrame('Info', {}, frame160()), stream128(9)];
    expect(sameBitrate(layout, Buffer.concat(head))).toBe(true);
    expect(sameBitrate(layout, Buffer.concat([audio, id3v1]).subarray(-65_536))).toBe(true);
  });
  test.for<[string, Buffer]>([
    ['another bitrate', Buffer.concat([stream128(50), frame160(), stream128(9)])],
    ['another rate', Buffer.concat([stream128(50), frame64(), stream128(9)])],
    ['a frame that is cut off', audio.subarray(-65_536, -1)],
    ['bytes that are no frame', Buffer.concat([stream128(50), Buffer.alloc(7), stream128(9)])],
    ['one frame', frame128()],
    ['nothing', Buffer.alloc(0)],
    ['a tag alone', id3v1],
    ['headers without end', Buffer.alloc(65_536, Buffer.from([0xff, 0xfb, 0x90, 0x64]))],
  ])('unless there is %s', ([, tail]) => expect(sameBitrate(layout, tail)).toBe(false));
  test('unless it varies already', () => expect(sameBitrate({ ...layout, variable: true }, audio)).toBe(false));
});

describe('a landing', () => {
  test('begins a pre-roll before the start, shortly before a header', () => {
    const { offset, skipSamples, samples } = landed(60);
    expect(skipSamples).toBeGreaterThanOrEqual(12 * 1152);
    expect(skipSamples).toBeLessThan(13 * 1152);
    expect(samples).toBe(FRAMES * 1152 - 60 * 44_100);
    const index = (60 * 44_100 - skipSamples) / 1152;
    expect([frameOffset(constant, index) - offset, index % 1]).toEqual([2, 0]);
  });
  test('counts what is dropped at the start and at the end', () => {
    const padded = { ...constant, skip: 1105, padding: 971 };
    expect(landed(60, padded).samples).toBe(FRAMES * 1152 - 1105 - 971 - 60 * 44_100);
  });
  test('begins further in front where the reservoir holds many frames', () => {
    expect(landed(60, { ...constant, mainData: 9 }).skipSamples).toBeGreaterThan((511 / 9) * 1152);
    expect(landed(60, { ...constant, mainData: -5 }).skipSamples).toBeGreaterThan(511 * 1152);
  });
  test.for([
    [30, 1_323_000],
    [30.000011, 1_323_000],
    [30.000012, 1_323_001],
    [30.0000119, 1_323_000],
    [60.0000001, 2_646_000],
  ])('at %f s is at sample %i, as atrim rounds', ([start = 0, sample = 0]) =>
    expect(landed(start).samples).toBe(FRAMES * 1152 - sample),
  );
  test('is past the end from the last sample on', () => {
    expect(landed(seconds - 1 / 44_100).samples).toBe(1);
    for (const start of [seconds, 1e9, Number.POSITIVE_INFINITY])
      expect(mpegLanding(constant, length, start)).toBe('past-end');
  });
  test.for<[string, Partial<MpegLayout>, number, number]>([
    ['where the bitrate varies', { variable: true }, length, 60],
    ['where it is not known to be constant', { variable: undefined }, length, 60],
    ['of layer II', { layer: 2 }, length, 60],
    ['near the beginning', {}, length, 19.9],
    ['at a start that is none', {}, length, Number.NaN],
    ['before the beginning', {}, length, -1],
    ['where the info frame counts otherwise', { frames: FRAMES + 1 }, length, 60],
    ['where the length is not whole frames', {}, length - 100, 60],
    ['where the length is none', {}, Number.NaN, 60],
  ])('is none %s', ([, changes, bytes, start]) =>
    expect(mpegLanding({ ...constant, ...changes }, bytes, start)).toBeUndefined(),
  );
});

describe('a landing is confirmed', () => {
  test('at every start, on the header of the frame that was counted', () => {
    for (let start = 20; start < 100; start += 0.37) {
      const landing = landed(start);
      const found = confirmed(landing);
      expect(found).toMatchObject({ skipSamples: landing.skipSamples, samples: landing.samples });
      expect(mpegHeader(audio, found?.offset ?? -1)?.kbps).toBe(128);
    }
  });
  test('one frame later where ffmpeg passes one over', () => {
    const landing = landed(60);
    const { offset } = confirmed(landing) ?? { offset: 0 };
    const mono = Buffer.from(audio);
    mono.writeUInt8(0xc4, offset + 3);
    expect(confirmed(landing, mono)).toEqual({
      ...{ offset: offset + (mpegHeader(audio, offset)?.length ?? 0), skipSamples: landing.skipSamples - 1152 },
      samples: landing.samples,
    });
  });
  test.for<[string, (bytes: Buffer, header: number) => unknown]>([
    [
      'a frame has another bitrate',
      (bytes, header) => bytes.writeUInt8(0xa0, header + (mpegHeader(bytes, header)?.length ?? 0) + 2),
    ],
    ['a frame is an info frame', (bytes, header) => bytes.write('Xing', header + 36)],
    ['many frames are gone', (bytes, header) => bytes.fill(0, header, header + 417 * 5)],
    ['everything is gone', (bytes) => bytes.fill(0)],
    ['nothing but sync words is there', (bytes) => bytes.fill(0xff)],
  ])('not where %s', ([, damage]) => {
    const landing = landed(60);
    const bytes = Buffer.from(audio);
    damage(bytes, confirmed(landing)?.offset ?? 0);
    expect(confirmed(landing, bytes)).toBeUndefined();
  });
  test('not where the bytes are elsewhere', () => {
    const landing = landed(60);
    for (const by of [-100, -20, 20, 100, 200, 300]) {
      const bytes = audio.subarray(landing.offset + by, landing.offset + by + 4096);
      expect(confirmedLanding(constant, landing, bytes)).toBeUndefined();
    }
    expect(confirmedLanding(constant, landing, Buffer.alloc(0))).toBeUndefined();
  });
});
