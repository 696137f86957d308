import { expect, test } from 'vitest';
import { metadataInterval, titleOf, withoutTitles } from '../../../../lib/source/radio/titles.ts';
import { collect, cutAt, randomFrom, streamOf } from '../streams.ts';

const INTERVAL = 100;
const random = randomFrom(20261122);
const audio = Buffer.from(Array.from({ length: 1_050 }, () => random(256)));

/** A block of metadata as a station sends it: padded to sixteens behind an octet that counts them. */
const block = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text);
  const blocks = Math.ceil(bytes.length / 16);
  return Buffer.concat([Buffer.from([blocks]), bytes, Buffer.alloc(blocks * 16 - bytes.length)]);
};

/** The audio with these blocks in it, and empty ones when they are used up. */
const station = (...blocks: Buffer[]): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; at < audio.length; at += INTERVAL) {
    const part = audio.subarray(at, at + INTERVAL);
    parts.push(part, ...(part.length === INTERVAL ? [blocks.shift() ?? block('')] : []));
  }
  return Buffer.concat(parts);
};

test('the audio of a station is left, however its bytes are cut, and every new title is told once', async () => {
  const bytes = station(
    block("StreamTitle='One';StreamUrl='';"),
    block(''),
    block("StreamTitle='One';"),
    block("StreamTitle='Two';"),
    block(`StreamTitle='${'x'.repeat(255 * 16 - 15)}';`),
    block("StreamTitle='One';"),
  );
  for (let round = 0; round < 50; round += 1) {
    const titles: string[] = [];
    const cuts = Array.from({ length: random(40) }, () => random(bytes.length));
    const chunks = round === 0 ? cutAt(bytes, [...bytes.keys()]) : cutAt(bytes, cuts);
    const left = await collect(withoutTitles(streamOf(chunks), INTERVAL, (title) => titles.push(title)));
    expect(left.equals(audio)).toBe(true);
    expect(titles).toEqual(['One', 'Two', 'x'.repeat(400), 'One']);
  }
});

test('a stream that ends within its metadata has the audio in front of it', async () => {
  const bytes = station(block("StreamTitle='One';")).subarray(0, INTERVAL + 5);
  expect((await collect(withoutTitles(streamOf([bytes]), INTERVAL, () => {}))).length).toBe(INTERVAL);
});

test.each([
  ["StreamTitle='It's Me';StreamUrl='x';", "It's Me"],
  ["StreamTitle='';", ''],
  ["StreamUrl='x';StreamTitle='Behind';", 'Behind'],
  ["StreamTitle='Größe — 大';", 'Größe — 大'],
  ["StreamTitle='a\r\nb\u0007c';", 'a b c'],
  ["StreamTitle='open", undefined],
  ['nothing', undefined],
])('%j is the title %j', (metadata, title) => {
  expect(titleOf(Buffer.from(metadata))).toBe(title);
});

test('what is not UTF-8 is Latin-1', () => {
  expect(titleOf(Buffer.from("StreamTitle='Größe';", 'latin1'))).toBe('Größe');
});

test('an interval is a number of octets, or there is no metadata', () => {
  const headers = ['16000', ' 8192 ', '0', '', '-1', '1e3', '16000, 16000', '999999999', undefined, ['1', '2']];
  expect(headers.map(metadataInterval)).toEqual([
    16000,
    8192,
    ...Array.from({ length: headers.length - 2 }, () => undefined),
  ]);
});
