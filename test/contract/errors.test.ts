import { expect, test } from 'vitest';
import { asTranscodeError, ERROR_CODES, TranscodeError } from '../../lib/contract/errors.ts';
import { openapi } from '../../lib/contract/openapi.ts';

test.for(Object.entries(ERROR_CODES))(
  '%s has the status and the hope of the table',
  ([code, { status, recoverable }]) => {
    const error = new TranscodeError(code as keyof typeof ERROR_CODES, 'Why.', { cause: new Error('/secret/path') });
    expect(error.status).toBe(status);
    expect(error.toBody('the-id')).toEqual({ code, message: 'Why.', recoverable, transcode_id: 'the-id' });
  },
);

test('What is thrown by others is an INTERNAL_ERROR that shows nothing of it.', () => {
  const error = asTranscodeError(new Error('ENOENT: /secret/path'));
  expect(JSON.stringify(error.toBody('id'))).not.toContain('secret');
  expect(error.cause).toBeInstanceOf(Error);
});

test('The OpenAPI document names every code, field and path of the contract.', () => {
  const text = JSON.stringify(openapi());
  for (const name of [...Object.keys(ERROR_CODES), 'target_loudness', 'eq_bands', '/health/ready', 'X-Source-Codec']) {
    expect(text).toContain(`"${name}"`);
  }
  expect(openapi().openapi).toBe('3.1.0');
});
