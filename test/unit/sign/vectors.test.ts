import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signHeaders, signQuery } from '../../../lib/sign/sign.ts';
import { clock, KEY, NOW } from './grants.ts';

/**
 * Computed by OpenSSL 3.0, outside this code:
 *
 *     printf 'GET\n/transcode\n…\n1760003600\nk1\nd=600;b=128;f=opus,aac' |
 *       openssl dgst -sha256 -hmac 'correct horse battery staple' -binary | basenc --base64url
 */
test('a signed query is the one that OpenSSL computes from the documented text', async () => {
  const query = await signQuery({
    key: KEY,
    parameters: {
      source_url: "https://example.com/a b (1)*!'~.mp3?x=1&y=ä",
      output_format: 'opus',
    },
    expires: NOW + 3600,
    caps: { duration: 600, bitrate: 128, formats: ['opus', 'aac'] },
    clock,
  });
  expect(query).toBe(
    'output_format=opus' +
      '&source_url=https%3A%2F%2Fexample.com%2Fa%20b%20%281%29%2A%21%27~.mp3%3Fx%3D1%26y%3D%C3%A4' +
      '&exp=1760003600&kid=k1&cap=d%3D600%3Bb%3D128%3Bf%3Dopus%2Caac' +
      '&sig=h4HqEZrig1HvmxqfMmMBL5hdYOdvLs16URriwOsj_D0',
  );
});

test('signed headers are the ones that OpenSSL computes, and carry no cap where nothing is limited', async () => {
  const body = '{"source_url":"https://example.com/a.mp3","output_format":"mp3"}';
  expect(await signHeaders({ key: KEY, body, expires: NOW + 3600, clock })).toEqual({
    'X-Sluice-Expires': '1760003600',
    'X-Sluice-Key': 'k1',
    'X-Sluice-Signature': '7DrkqqyHmjT1EYCkJv09ElJG4ztYWpEVdKYqfLMGrik',
  });
});

test('a body of bytes is signed by its bytes, as node:crypto agrees, which the code does not use', async () => {
  const body = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256);
  const digest = createHash('sha256').update(body).digest('hex');
  const text = `POST\n/transcode\n${digest}\n${NOW + 60}\nk1\nd=5`;
  const expected = createHmac('sha256', KEY.secret).update(text).digest('base64url');
  const headers = await signHeaders({ key: KEY, body, expires: NOW + 60, caps: { duration: 5 }, clock });
  expect(headers['X-Sluice-Signature']).toBe(expected);
});
