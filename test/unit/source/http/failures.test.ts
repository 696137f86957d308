import { expect, test } from 'vitest';
import { TranscodeError } from '../../../../lib/contract/errors.ts';
import { downloadFailure, tlsFailure } from '../../../../lib/source/http/failures.ts';

const withCode = (code: string): Error => Object.assign(new Error(`${code} 10.0.0.1:80 /secret?path`), { code });

test.each([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
])('%s may pass', (code) => {
  expect(downloadFailure(withCode(code))).toMatchObject({ code: 'DOWNLOAD_FAILED', status: 502, recoverable: true });
  expect(tlsFailure(withCode(code))).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
});

test.each([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'EPROTO',
])('%s in a handshake stays', (code) => {
  expect(tlsFailure(withCode(code))).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
});

test.each(['HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW', 'ERR_WHATEVER'])('%s is no matter of time', (code) => {
  expect(downloadFailure(withCode(code))).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
});

test.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAI_MEMORY'])(
  '%s is not the source’s fault, and may pass',
  (code) => {
    const failure = downloadFailure(withCode(code));
    expect(failure).toMatchObject({ code: 'INTERNAL_ERROR', status: 500, recoverable: true });
    expect(failure.message).not.toMatch(/source|secret/);
  },
);

test('messages are public: what happened is in the cause only', () => {
  for (const failure of [downloadFailure(withCode('ECONNREFUSED')), tlsFailure(withCode('EPROTO'))]) {
    expect(failure.message).not.toMatch(/10\.0\.0\.1|secret/);
    expect(failure.cause).toBeInstanceOf(Error);
  }
});

test('an error of the contract stays what it is', () => {
  const error = new TranscodeError('TIMEOUT', 'The source sent nothing within 10 s.');
  expect(downloadFailure(error)).toBe(error);
});
