import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { checkBearer } from '../../lib/http/bearer.ts';

const TOKEN = 'a token of some length';
const check = (headers: Readonly<Record<string, string>>, token?: string) => () =>
  checkBearer({ headers } as LambdaFunctionURLEvent, token);

test.for([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER  ${TOKEN}`])('%s is let pass.', (authorization) =>
  expect(check({ authorization }, TOKEN)).not.toThrow(),
);

test('So is what CloudFront kept, beside its own signature.', () =>
  expect(
    check({ authorization: 'AWS4-HMAC-SHA256 …', 'x-forwarded-authorization': `Bearer ${TOKEN}` }, TOKEN),
  ).not.toThrow());

test.for(['', TOKEN, 'Bearer', `Bearer ${TOKEN}.`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`])(
  '“%s” is not.',
  (authorization) => expect(check({ authorization }, TOKEN)).toThrow('needs the header'),
);

test('Nothing is needed where no token is set.', () => expect(check({})).not.toThrow());
