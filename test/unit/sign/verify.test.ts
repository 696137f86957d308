import { describe, expect, test } from 'vitest';
import type { Caps } from '../../../lib/sign/cap.ts';
import { signHeaders, signQuery } from '../../../lib/sign/sign.ts';
import { type SignedRequest, verify } from '../../../lib/sign/verify.ts';
import { clock, KEY, NOW } from './grants.ts';

const keys = new Map([[KEY.id, KEY.secret]]);
const caps: Caps = { duration: 600, formats: ['opus'] };

async function signedGet(change: Partial<SignedRequest> = {}): Promise<SignedRequest> {
  const parameters = { source_url: 'https://example.com/a.mp3', output_format: 'opus' };
  const query = await signQuery({ key: KEY, parameters, expires: NOW + 60, caps, clock });
  return { method: 'GET', path: '/transcode', query, headers: {}, ...change };
}

async function signedPost(change: Partial<SignedRequest> = {}): Promise<SignedRequest> {
  const body = '{"source_url":"https://example.com/a.mp3"}';
  const headers = Object.entries(await signHeaders({ key: KEY, body, expires: NOW + 60, caps, clock }));
  const lower = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { method: 'POST', path: '/transcode', query: '', headers: lower, body, ...change };
}

describe('a true signature', () => {
  test.each([
    ['of a GET', () => signedGet()],
    ['of a GET, asked as HEAD', () => signedGet({ method: 'HEAD' })],
    ['asked under /api/v1', () => signedGet({ path: '/api/v1/transcode' })],
    ['of a POST', () => signedPost()],
    [
      'of a POST whose body arrives as bytes',
      () => signedPost({ body: new TextEncoder().encode('{"source_url":"https://example.com/a.mp3"}') }),
    ],
  ])('%s is accepted and grants its caps', async (_, request) => {
    expect(await verify(await request(), keys, clock)).toEqual({ ok: true, caps });
  });

  test('is accepted when a player rewrote the query without changing its meaning', async () => {
    const { query } = await signedGet();
    const rewritten = query.split('&').reverse().join('&').replaceAll('%3A', '%3a').replaceAll('%2F', '/');
    expect(rewritten).not.toBe(query);
    expect(await verify(await signedGet({ query: rewritten }), keys, clock)).toEqual({ ok: true, caps });
  });
});

describe('what was changed after signing is refused', () => {
  test.each([
    ['a GET asked as POST', () => signedGet({ method: 'POST' }), 'malformed'],
    ['another method', () => signedGet({ method: 'DELETE' }), 'malformed'],
    ['another path', () => signedGet({ path: '/health' }), 'bad_signature'],
    ['a path with the prefix twice', () => signedGet({ path: '/api/v1/api/v1/transcode' }), 'bad_signature'],
    ['no signature', () => signedGet({ query: 'source_url=https://example.com' }), 'missing'],
    ['a POST without headers', () => signedPost({ headers: {} }), 'missing'],
    ['another body', () => signedPost({ body: '{"source_url":"https://example.com/b.mp3"}' }), 'bad_signature'],
    ['the body gone', () => signedPost({ body: '' }), 'bad_signature'],
    ['a parameter beside a signed body', () => signedPost({ query: 'output_format=flac' }), 'malformed'],
  ] as const)('%s', async (_, request, reason) => {
    expect(await verify(await request(), keys, clock)).toEqual({ ok: false, reason });
  });

  test.each([
    ['a parameter more', (query: string) => `${query}&speed=2`, 'bad_signature'],
    ['a parameter less', (query: string) => query.replace('output_format=opus&', ''), 'bad_signature'],
    ['a parameter twice', (query: string) => `${query}&output_format=opus`, 'duplicate'],
    ['a parameter twice, spelled otherwise', (query: string) => `${query}&output%5Fformat=flac`, 'duplicate'],
    ['the signature twice', (query: string) => `${query}&sig=x`, 'duplicate'],
    ['a later expiry', (query: string) => query.replace(`${NOW + 60}`, `${NOW + 600}`), 'bad_signature'],
    ['an expiry in another spelling', (query: string) => query.replace(`${NOW + 60}`, `0${NOW + 60}`), 'malformed'],
    ['the cap dropped', (query: string) => query.replace(/&cap=[^&]*/, ''), 'bad_signature'],
    ['the cap raised', (query: string) => query.replace('d%3D600', 'd%3D601'), 'bad_signature'],
    ['a cap nobody understands', (query: string) => query.replace('d%3D600', 'x%3D600'), 'malformed'],
    ['a key id that cannot be one', (query: string) => query.replace('kid=k1', 'kid=k%0A1'), 'malformed'],
    ['padding', (query: string) => `${query}=`, 'bad_signature'],
  ] as const)('in a query: %s', async (_, change, reason) => {
    const { query } = await signedGet();
    expect(await verify(await signedGet({ query: change(query) }), keys, clock)).toEqual({ ok: false, reason });
  });

  test.each(['x-sluice-expires', 'x-sluice-key', 'x-sluice-cap', 'x-sluice-signature'])('in %s', async (name) => {
    const { headers } = await signedPost();
    const without = { ...headers, [name]: undefined };
    const twice = { ...headers, [name]: `${headers[name]},${headers[name]}` };
    expect(await verify(await signedPost({ headers: without }), keys, clock)).toMatchObject({ ok: false });
    expect(await verify(await signedPost({ headers: twice }), keys, clock)).toMatchObject({ ok: false });
  });
});

describe('the expiry', () => {
  const at = async (seconds: number) => verify(await signedGet(), keys, () => seconds * 1000);

  test('holds until its last second and 24 hours ahead, and no further', async () => {
    expect(await at(NOW + 59.999)).toMatchObject({ ok: true });
    expect(await at(NOW + 60)).toEqual({ ok: false, reason: 'expired' });
    expect(await at(NOW + 60 - 86_400)).toMatchObject({ ok: true });
    expect(await at(NOW + 60 - 86_400.001)).toEqual({ ok: false, reason: 'too_far_ahead' });
  });

  test('is told to nobody without a true signature', async () => {
    const { query } = await signedGet();
    const forged = await signedGet({ query: query.replace('opus', 'flac') });
    expect(await verify(forged, keys, () => (NOW + 999) * 1000)).toEqual({ ok: false, reason: 'bad_signature' });
  });
});

describe('several keys', () => {
  test('both verify while one is rotated out, and the old one no longer afterwards', async () => {
    const next = { id: 'k2', secret: 'another secret' };
    const query = await signQuery({ key: next, parameters: {}, expires: NOW + 60, clock });
    const rotating = new Map([...keys, [next.id, next.secret]]);
    expect(await verify(await signedGet(), rotating, clock)).toMatchObject({ ok: true });
    expect(await verify(await signedGet({ query }), rotating, clock)).toEqual({ ok: true, caps: {} });
    expect(await verify(await signedGet(), new Map([[next.id, next.secret]]), clock)).toMatchObject({ ok: false });
  });

  test('an id nobody knows is refused like a wrong signature', async () => {
    const unknown = await verify(await signedGet(), new Map(), clock);
    const wrong = await verify(await signedGet(), new Map([[KEY.id, 'wrong']]), clock);
    expect(unknown).toEqual({ ok: false, reason: 'bad_signature' });
    expect(unknown).toEqual(wrong);
  });

  test('one key cannot speak for another', async () => {
    const both = new Map([...keys, ['k2', 'another secret']]);
    const { query } = await signedGet();
    expect(await verify(await signedGet({ query: query.replace('kid=k1', 'kid=k2') }), both, clock)).toEqual({
      ok: false,
      reason: 'bad_signature',
    });
  });
});
