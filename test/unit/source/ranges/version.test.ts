import { expect, test } from 'vitest';
import { otherVersion, versionOf } from '../../../../lib/source/ranges/version.ts';

const opened = versionOf({ etag: '"a"', 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, 100);

test('what says the same of itself is the same', () => {
  expect(otherVersion(opened, opened)).toBeUndefined();
  expect(otherVersion(versionOf({}, undefined), opened)).toBeUndefined();
  expect(otherVersion(versionOf({ etag: 'W/"a"' }, 100), versionOf({ etag: 'W/"a"' }, 100))).toBeUndefined();
});

test.each([
  ['another length', versionOf({ etag: '"a"', 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, 101)],
  ['no length', versionOf({ etag: '"a"', 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, undefined)],
  ['another ETag', versionOf({ etag: '"b"', 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, 100)],
  ['no ETag', versionOf({ 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, 100)],
  ['another date', versionOf({ etag: '"a"', 'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT' }, 100)],
  ['no date', versionOf({ etag: '"a"' }, 100)],
])('%s is another version', (_what, now) => {
  expect(otherVersion(opened, now)).toBeTypeOf('string');
});

test('a source that names nothing has no validator', () => {
  expect(versionOf({}, 100)).toEqual({ validator: undefined, length: 100 });
  expect(versionOf({ etag: '', 'last-modified': '' }, 100)).toEqual({ validator: undefined, length: 100 });
});
