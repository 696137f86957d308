import { describe, expect, test } from 'vitest';
import { aacConfig } from '../../../lib/audio/aac-config.ts';
import type { Container } from '../../../lib/audio/container.ts';
import { codingOf } from '../../../lib/audio/source-coding/source-coding.ts';
import { frame128, stream128 } from './mpeg/stream.ts';

const CONTAINERS: Container[] = [
  ...(['mp3', 'aac', 'flac', 'ogg', 'wav', 'w64', 'mov', 'matroska', 'aiff', 'asf', 'ac3', 'eac3', 'caf'] as const),
  'au',
];

describe('an AudioSpecificConfig says what a decoder gives', () => {
  test.for<[string, string, object]>([
    ['AAC-LC', '1210', { objectType: 2, sampleRate: 44_100, channels: 2, replicates: false }],
    ['AAC-LC of 960 samples', '1214', { isShort: true }],
    ['a rate of its own', '178056220800', { coreRate: 44_100 }],
    ['HE-AAC of before, by a mark behind it', '131056e598', { coreRate: 24_000, sampleRate: 48_000, replicates: true }],
    ['the same mark without replication', '131056e500', { sampleRate: 24_000, replicates: false }],
    ['HE-AAC', '2b118800', { objectType: 2, coreRate: 24_000, sampleRate: 48_000, channels: 2 }],
    ['HE-AAC of parametric stereo', 'eb098800', { objectType: 2, coreRate: 24_000, sampleRate: 48_000, channels: 2 }],
  ])('%s', ([, hex, expected]) => expect(aacConfig(Buffer.from(hex, 'hex'))).toMatchObject(expected));

  test('one that is cut off says nothing', () => expect(aacConfig(Buffer.from('12', 'hex'))).toBeUndefined());
});

describe('an MP3', () => {
  const told = (bytes: Buffer) => codingOf('mp3', bytes, undefined, undefined);

  test('of three frames is copyable, and its bitrate known', () =>
    expect(told(stream128(3))).toMatchObject({ codec: 'mp3', bitrate: 128, copyable: true }));
  test('of two frames is neither', () => {
    expect(told(stream128(2))).toMatchObject({ codec: 'mp3', copyable: false });
    expect(told(stream128(2))).not.toHaveProperty('bitrate');
  });
  test('with something between its frames is not', () =>
    expect(told(Buffer.concat([stream128(5), Buffer.alloc(50, 'x'), stream128(5)]))).toMatchObject({
      copyable: false,
    }));
  test('with a tag behind its frames is', () =>
    expect(told(Buffer.concat([stream128(5), Buffer.from('TAG'.padEnd(128))]))).toMatchObject({ copyable: true }));
  test('cut in a frame’s header still is', () =>
    expect(told(Buffer.concat([stream128(5), frame128().subarray(0, 3)]))).toMatchObject({ copyable: true }));
});

/** An element of EBML of fewer than 127 bytes (RFC 8794). */
const element = (id: string, ...body: readonly Buffer[]): Buffer => {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.of(0x80 | bytes.length), bytes]);
};

describe('a Matroska', () => {
  const told = (codec: string, ...settings: readonly Buffer[]) => {
    const track = element('ae', element('83', Buffer.of(2)), element('86', Buffer.from(codec)), ...settings);
    const head = Buffer.concat([element('1a45dfa3'), element('18538067', element('1654ae6b', track))]);
    return codingOf('matroska', head, undefined, undefined);
  };

  test('has a codec by the name that it gives it', () => expect(told('A_ALAC')).toMatchObject({ codec: 'alac' }));
  test('whose number of channels is empty has one, the default, and not what stands behind it', () =>
    expect(told('A_ALAC', element('e1', element('9f'), element('6264', Buffer.of(16))))).toMatchObject({
      channels: 1,
    }));
  test.for(['A_NOBODYS', 'constructor', 'toString', '__proto__'])('has none that nobody knows: %s', (codec) =>
    expect(told(codec)).toBeUndefined(),
  );
});

test.for(CONTAINERS)('no bytes make %s throw', (container) => {
  for (let round = 0; round < 400; round++) {
    // Bytes of every kind, and long runs of one: the same ones in every run.
    const bytes = Buffer.from(Array.from({ length: round }, (_, i) => (i * i * 31 + round * 7 + (i >> 3)) % 256));
    bytes.fill(round % 2 ? 0xff : 0, Math.floor(round / 3));
    const coding = codingOf(container, bytes, round % 3 ? round : undefined, round % 5 ? round / 7 : undefined);
    if (coding) expect(coding.sampleRate > 0 && coding.channels > 0).toBe(true);
  }
});
