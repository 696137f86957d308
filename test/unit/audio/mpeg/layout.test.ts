import { describe, expect, test } from 'vitest';
import { mpegHeader, mpegSync } from '../../../../lib/audio/mpeg/header.ts';
import { mpegLayout } from '../../../../lib/audio/mpeg/layout.ts';
import { frame, frame64, frame128, frame160, infoFrame, stream128 } from './stream.ts';

const audio = stream128(20);
const lame = { frames: 20, bytes: 417 + audio.length, table: true, encoder: 'LAME3.100', delays: [576, 1500] } as const;

describe('a header tells', () => {
  test.for<[string, number[], object]>([
    ['128 kbit/s', [0xff, 0xfb, 0x90, 0x64], { layer: 3, kbps: 128, sampleRate: 44_100, samplesPerFrame: 1152 }],
    ['its padding', [0xff, 0xfb, 0x92, 0x64], { kbps: 128, length: 418, mono: false, low: false }],
    ['320 kbit/s', [0xff, 0xfb, 0xe4, 0x64], { kbps: 320, sampleRate: 48_000, length: 960 }],
    ['MPEG-2', [0xff, 0xf3, 0x80, 0xc4], { kbps: 64, sampleRate: 22_050, samplesPerFrame: 576, mono: true, low: true }],
    ['MPEG-2.5', [0xff, 0xe3, 0x18, 0xc4], { kbps: 8, sampleRate: 8000, samplesPerFrame: 576 }],
    ['layer II', [0xff, 0xfd, 0xa4, 0x00], { layer: 2, kbps: 192, sampleRate: 48_000, samplesPerFrame: 1152 }],
    ['layer II of MPEG-2', [0xff, 0xf5, 0xa4, 0x00], { layer: 2, kbps: 96, sampleRate: 24_000, samplesPerFrame: 1152 }],
    ['layer I', [0xff, 0xff, 0x1a, 0x00], { layer: 1, kbps: 32, sampleRate: 32_000, samplesPerFrame: 384, length: 52 }],
    ['layer I of MPEG-2', [0xff, 0xf7, 0xe0, 0x00], { layer: 1, kbps: 256, sampleRate: 22_050, length: 556 }],
  ])('%s', ([, bytes, header]) => expect(mpegHeader(Buffer.from(bytes), 0)).toMatchObject(header));

  test('every bitrate of every layer and rate, as the length of its frame gives it', () => {
    for (let second = 0xe0; second < 0x100; second++) {
      for (let third = 0; third < 0x100; third++) {
        const header = mpegHeader(Buffer.from([0xff, second, third, 0]), 0);
        if (!header) continue;
        const slot = header.layer === 1 ? 4 : 1;
        const slots = Math.floor((header.samplesPerFrame * 125 * header.kbps) / header.sampleRate / slot);
        expect(header.length).toBe((slots + ((third >> 1) & 1)) * slot);
        expect(header.kbps % 8).toBe(0);
      }
    }
  });

  test.for([-1, 1, 400])('nothing at offset %i', (offset) =>
    expect(mpegHeader(Buffer.from([0xff, 0xfb, 0x90, 0x64]), offset)).toBeUndefined(),
  );
});

describe('ffmpeg’s first frame', () => {
  test('is the first with one of its kind behind it', () => {
    expect(mpegSync(audio, 0)).toBe(0);
    expect(mpegSync(audio, 1)).toBe(417);
    expect(mpegSync(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64, 0, 0]), audio]), 0)).toBe(6);
    const mono = frame(417, [0xff, 0xfb, 0x90, 0xc4]);
    expect(mpegSync(Buffer.concat([mono, audio]), 0)).toBe(417);
  });
  test('is none in one frame, in noise, or in nothing', () => {
    for (const bytes of [frame128(), Buffer.alloc(70_000, 0xff), Buffer.alloc(70_000), Buffer.alloc(0)])
      expect(mpegSync(bytes, 0)).toBeUndefined();
  });
});

describe('the layout', () => {
  test('without an info frame', () => {
    expect(mpegLayout(audio)).toEqual({
      ...{ layer: 3, sampleRate: 44_100, samplesPerFrame: 1152, kbps: 128, firstFrame: 0, mainData: 379 },
      ...{ variable: undefined, frames: undefined, bytes: undefined, skip: 0, padding: 0 },
    });
  });
  test('with one of a constant bitrate', () => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Info', lame), audio]));
    expect(layout).toMatchObject({ kbps: 128, firstFrame: 417, variable: false, frames: 20, bytes: audio.length });
    expect(layout).toMatchObject({ skip: 576 + 529, padding: 1500 - 529 });
  });
  test('with an info frame of another bitrate', () => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Info', lame, frame160()), audio]));
    expect(layout).toMatchObject({ kbps: 128, firstFrame: 522, variable: false });
  });
  test.for(['Lavf59.27', 'Lavc59.37', 'LAME'])('drops what %s put in front', (encoder) => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Xing', { ...lame, encoder }), audio]));
    expect(layout).toMatchObject({ variable: true, skip: 1105 });
  });
  test('of an encoder that ffmpeg does not know drops nothing', () => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Xing', { ...lame, encoder: 'GOGO3.13' }), audio]));
    expect(layout).toMatchObject({ skip: 0, padding: 0, firstFrame: 417 });
  });
  test('drops no padding that is shorter than the decoder’s delay', () => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Info', { ...lame, delays: [576, 528] }), audio]));
    expect(layout).toMatchObject({ padding: 0 });
  });
  test('counts an info frame that tells nothing as audio', () => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Info', { encoder: 'LAME', delays: [1, 1000] }), audio]));
    expect(layout).toMatchObject({ firstFrame: 0, frames: undefined, skip: 530, padding: 0, variable: false });
  });
  test('with Fraunhofer’s info frame', () => {
    const vbri = frame128();
    vbri.write('VBRI', 36);
    vbri.writeUInt16BE(1, 40);
    vbri.writeUInt32BE(9000, 46);
    vbri.writeUInt32BE(20, 50);
    expect(mpegLayout(Buffer.concat([vbri, audio]))).toMatchObject({
      ...{ variable: true, frames: 20, bytes: 9000 - 417, firstFrame: 417, skip: 0 },
    });
    vbri.writeUInt16BE(2, 40);
    expect(mpegLayout(Buffer.concat([vbri, audio]))).toMatchObject({
      variable: true,
      frames: undefined,
      firstFrame: 0,
    });
  });
  test('of MPEG-2, whose side information is shorter', () => {
    const layout = mpegLayout(Buffer.concat([infoFrame('Info', lame, frame64(), 9), frame64(), frame64()]));
    expect(layout).toMatchObject({ kbps: 64, samplesPerFrame: 576, firstFrame: 208, variable: false, mainData: 193 });
  });
  test.for([1, 3, 5000])('behind %i zero bytes, where ffmpeg looks for no info frame', (zeros) => {
    const layout = mpegLayout(Buffer.concat([Buffer.alloc(zeros), infoFrame('Xing', lame), audio]));
    expect(layout).toMatchObject({ firstFrame: zeros, variable: true, frames: undefined, skip: 0 });
  });
  test('is variable where two frames of the head say so', () => {
    expect(mpegLayout(Buffer.concat([audio, frame160()]))?.variable).toBe(true);
    expect(mpegLayout(Buffer.concat([infoFrame('Info', lame), audio, frame160()]))?.variable).toBe(true);
  });
  test('of layer II knows no info frame', () => {
    const two = () => frame(576, [0xff, 0xfd, 0xa4, 0x00]);
    const info = infoFrame('Xing', lame, two());
    expect(mpegLayout(Buffer.concat([info, two(), two()]))).toMatchObject({ layer: 2, firstFrame: 0, skip: 0 });
  });
  test('is none of what is cut off, of free format, or of anything else', () => {
    const info = infoFrame('Info', lame);
    for (let length = 0; length < 421; length++) expect(mpegLayout(audio.subarray(0, length))).toBeUndefined();
    for (let length = 0; length < 417 * 2 + 4; length++)
      expect(mpegLayout(Buffer.concat([info, audio]).subarray(0, length))?.firstFrame ?? 417).toBe(417);
    const free = frame(400, [0xff, 0xfb, 0x00, 0x64]);
    expect(mpegLayout(Buffer.concat([free, free, free]))).toBeUndefined();
  });
});
