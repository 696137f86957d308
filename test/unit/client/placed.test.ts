import { expect, test } from 'vitest';
import type { HttpRequest } from '../../../lib/client/transport/exchange.ts';
import { placed } from '../../../lib/client/transport/placed.ts';
import type { Answer, Ask } from '../../../lib/client/transport/transport.ts';
import { verifySignature } from '../../../lib/offline/sigv4/verify.ts';
import { parseKeys } from '../../../lib/sign/keys.ts';
import { verify } from '../../../lib/sign/verify.ts';

const key = { id: 'bot', secret: 'a-secret-of-its-own' };
const keys = parseKeys(`${key.id}:${key.secret}`);
const body = '{"source_url":"https://example.com/a.mp3"}';
const ask: Ask = {
  ...{ endpoint: 'transcode', method: 'POST', path: '/transcode', headers: {}, body },
  signal: new AbortController().signal,
};
const answer: Answer = { status: 200, headers: new Headers(), body: (async function* () {})(), cancel: () => {} };

const never = () => Promise.reject(new Error('nobody is asked over HTTP'));

test('A URL that asks for IAM, and a function behind it that asks for a key, are both content.', async () => {
  const sent: HttpRequest[] = [];
  const exchange = async (request: HttpRequest): Promise<Answer> => {
    sent.push(request);
    return answer;
  };
  const url = 'https://abc.lambda-url.eu-central-1.on.aws';
  const iam = { credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } };
  await placed({ url, key, iam }, exchange, 1000)(ask);
  const headers = Object.fromEntries(
    Object.entries(sent[0]?.headers ?? {}).map(([name, one]) => [name.toLowerCase(), one]),
  );
  expect(await verify({ method: 'POST', path: '/transcode', query: '', headers, body }, keys)).toMatchObject({
    ok: true,
  });
  const lists = Object.fromEntries(
    Object.entries({ ...headers, host: new URL(url).host }).map(([name, one]) => [name, [one]]),
  );
  const rules = { credentials: { AKID: 'secret' }, region: 'eu-central-1', service: 'lambda', now: new Date() };
  const verdict = verifySignature(
    { method: 'POST', target: '/transcode', headers: lists, body: Buffer.from(body) },
    rules,
  );
  expect(verdict).toEqual({ kind: 'signed', accessKeyId: 'AKID' });
});

test('A call by Lambda’s API is signed for a function that asks for a key.', async () => {
  const events: { headers: Record<string, string>; body: string }[] = [];
  const client = {
    send: async ({ input }: { input: { Payload: Uint8Array } }) => {
      events.push(JSON.parse(new TextDecoder().decode(input.Payload)));
      throw new Error('enough');
    },
  };
  await expect(placed({ functionName: 'f', client, key }, never, 1000)(ask)).rejects.toThrow('enough');
  const [event] = events;
  const called = {
    method: 'POST',
    path: '/transcode',
    query: '',
    headers: event?.headers ?? {},
    body: event?.body ?? '',
  };
  expect(await verify(called, keys)).toMatchObject({ ok: true });
});
