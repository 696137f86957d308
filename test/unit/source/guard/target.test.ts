import { expect, test } from 'vitest';
import { TranscodeError } from '../../../../lib/contract/errors.ts';
import { notPublic, parseTarget } from '../../../../lib/source/guard/target.ts';

const NOTHING: ReadonlySet<string> = new Set();

const refusalOf = (text: string, allow = NOTHING, base?: URL): TranscodeError => {
  try {
    parseTarget(text, allow, base);
  } catch (error) {
    if (error instanceof TranscodeError) return error;
    throw error;
  }
  throw new Error(`${text} was let through`);
};

test.each([
  ['http://0x7f.1/', '127.0.0.1'],
  ['http://2130706433/', '127.0.0.1'],
  ['http://127.1/', '127.0.0.1'],
  ['http://0177.0.0.01/', '127.0.0.1'],
  ['http://0/', '0.0.0.0'],
  ['http://127.0.0.1./', '127.0.0.1'],
  ['http://①②⑦.⓪.⓪.①/', '127.0.0.1'],
  ['http://１２７。０。０。１/', '127.0.0.1'],
  ['http://%31%32%37.1/', '127.0.0.1'],
  ['http:\\\\127.0.0.1\\a', '127.0.0.1'],
  ['http:127.0.0.1', '127.0.0.1'],
  ['\t ht\ntp://127.0.0.1 ', '127.0.0.1'],
  ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
  ['http://[0:0:0:0:0:ffff:7f00:0001]/', '::ffff:7f00:1'],
  ['http://[::127.0.0.1]/', '::7f00:1'],
  ['http://[64:ff9b::127.0.0.1]/', '64:ff9b::7f00:1'],
  ['http://[::1]/', '::1'],
])('%s is seen to be the address %s', (text, address) => {
  expect(parseTarget(text, NOTHING)).toMatchObject({ hostname: address, literal: true, allowed: false });
});

test.each([
  ['http://example.com', 80, false],
  ['https://example.com', 443, true],
  ['http://example.com:443/', 443, false],
  ['https://example.com:80/', 80, true],
  ['https://example.com:8443/a?b=c#d', 8443, true],
])('%s goes to port %i', (text, port, secure) => {
  expect(parseTarget(text, NOTHING)).toMatchObject({ hostname: 'example.com', port, secure, literal: false });
});

test('one trailing dot is a name like any other, and another name for SOURCE_ALLOW', () => {
  const allow = new Set(['localhost:8080']);
  expect(parseTarget('http://localhost.:8080/', allow)).toMatchObject({ hostname: 'localhost.', allowed: false });
  expect(parseTarget('http://localhost:8080/', allow)).toMatchObject({ hostname: 'localhost', allowed: true });
});

test.each([
  '',
  'talk.mp3',
  '/talk.mp3',
  '//example.com/talk.mp3',
  'http://',
  'http://[::1',
  'http://1.2.3.4.5/',
  'http://256.1.1.1/',
  'http://[fe80::1%25eth0]/',
  'http://exa mple.com/',
  'http://example.com:65536/',
])('%j is not a complete URL', (text) => {
  expect(refusalOf(text)).toMatchObject({ code: 'INVALID_URL', status: 400, recoverable: false });
});

test.each([
  'file:///etc/passwd',
  'ftp://example.com/a',
  'gopher://example.com/',
  'data:audio/wav;base64,',
  'blob:http://a/b',
  'ws://example.com/',
  'javascript:1',
  'https+unix://a/',
])('%s has a scheme that is no source', (text) => {
  expect(refusalOf(text).message).toMatch(/http:\/\/ or https:\/\//);
});

test.each([
  'http://user@example.com/',
  'http://user:secret@example.com/',
  'http://:secret@example.com/',
  'http://a%40b@example.com/',
])('%s is refused for its userinfo', (text) => {
  const { message } = refusalOf(text);
  expect(message).toMatch(/user name or password/);
  expect(message).not.toMatch(/secret|@/);
});

test.each([
  'http://./',
  'http://../',
  'http://a..b/',
  'http://example.com../',
  'http://.example.com/',
  `http://${'a.'.repeat(127)}a/`,
])('%s names no host', (text) => {
  expect(refusalOf(text).message).toMatch(/name a host/);
});

test.each([0, 1, 22, 25, 81, 1023, 6000, 6667])('port %i is refused by its number', (port) => {
  expect(refusalOf(`http://example.com:${port}/`).message).toContain(`port ${port}`);
});

test('SOURCE_ALLOW opens exactly the pairs that it names, whatever their case, and their ports', () => {
  const allow = new Set(['127.0.0.1:8080', 'Media.Local:80', '[::1]:22', 'tls.local:443']);
  const allowed = (text: string): boolean => parseTarget(text, allow).allowed;
  expect(allowed('http://127.0.0.1:8080/')).toBe(true);
  expect(allowed('http://0x7f.1:8080/')).toBe(true);
  expect(allowed('http://MEDIA.local/')).toBe(true);
  expect(allowed('http://[0::1]:22/')).toBe(true);
  expect(allowed('https://tls.local/')).toBe(true);
  expect(allowed('http://127.0.0.1:8081/')).toBe(false);
  expect(allowed('https://media.local/')).toBe(false);
  expect(allowed('http://media.local.evil.example/')).toBe(false);
  expect(allowed('http://localhost:8080/')).toBe(false);
  expect(allowed('http://[::ffff:127.0.0.1]:8080/')).toBe(false);
});

test('a redirect is read against the URL that it came from, and its refusal says so', () => {
  const base = new URL('https://example.com/a/b?token=s3cret');
  expect(parseTarget('../c', NOTHING, base).url.href).toBe('https://example.com/c');
  expect(parseTarget('//other.example/c', NOTHING, base).url.href).toBe('https://other.example/c');
  const { message } = refusalOf('file:///etc/passwd', NOTHING, base);
  expect(message).toMatch(/^The URL that the source redirects to /);
});

test('no refusal holds the query or the address', () => {
  const target = parseTarget('http://example.com/a?token=s3cret', NOTHING);
  const error = notPublic(target, '10.1.2.3 is private');
  expect(error.message).not.toMatch(/s3cret|10\.1\.2\.3/);
  expect(error.message).toMatch(/public address.*SOURCE_ALLOW/);
  expect(String(error.cause)).toContain('10.1.2.3 is private');
  expect(String(error.cause)).not.toContain('s3cret');
  expect(refusalOf('http://example.com:22/?token=s3cret').message).not.toContain('s3cret');
});
