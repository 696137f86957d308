import { expect, test } from 'vitest';
import { describeSource } from '../../../lib/source/describe.ts';

test('a source is described by its origin and a hash of its path', () => {
  const described = describeSource('https://user:pass@example.com:8443/private/talk.mp3?token=s3cret#t=5');
  expect(described).toMatch(/^https:\/\/example\.com:8443 #[0-9a-f]{12}$/);
});

test('two queries of one path are one source, two paths are two', () => {
  const one = describeSource('https://example.com/talk.mp3?a=1');
  expect(describeSource(new URL('https://example.com/talk.mp3?a=2'))).toBe(one);
  expect(describeSource('https://example.com/other.mp3')).not.toBe(one);
});

test('what is not a URL is not repeated', () => {
  expect(describeSource('s3cret')).toBe('not a URL');
});
