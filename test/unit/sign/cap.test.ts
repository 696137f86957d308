import { expect, test } from 'vitest';
import { formatCap, parseCap } from '../../../lib/sign/cap.ts';

test('a cap is read in any order and written in one', () => {
  const caps = { duration: 600, bitrate: 128, formats: ['opus', 'aac'] };
  expect(parseCap('d=600;b=128;f=opus,aac')).toEqual(caps);
  expect(parseCap('f=opus,aac;d=600;b=128')).toEqual(caps);
  expect(formatCap(caps)).toBe('d=600;b=128;f=opus,aac');
});

test('a limit that is absent does not limit', () => {
  expect(parseCap('d=1')).toEqual({ duration: 1 });
  expect(formatCap({})).toBe('');
});

test.each([
  ['nothing', ''],
  ['a limit nobody knows', 'd=600;x=1'],
  ['a limit twice', 'd=600;d=900'],
  ['zero', 'd=0'],
  ['a negative number', 'b=-1'],
  ['a fraction', 'd=1.5'],
  ['a leading zero', 'd=0600'],
  ['an exponent', 'd=1e9'],
  ['more digits than a safe integer', 'd=99999999999999999999'],
  ['space', 'd=600; b=128'],
  ['an empty list of formats', 'f='],
  ['an empty format', 'f=opus,,aac'],
  ['an open end', 'd=600;'],
  ['a newline', 'd=600\n'],
])('a cap with %s is no cap', (_, text) => {
  expect(parseCap(text)).toBeUndefined();
});

test.each([{ duration: 0 }, { bitrate: 96.5 }, { formats: ['OPUS'] }, { duration: Number.NaN }])(
  'what cannot be said is not written: %j',
  (caps) => {
    expect(() => formatCap(caps)).toThrow(RangeError);
  },
);
