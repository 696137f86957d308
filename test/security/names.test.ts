/** The name of a source is looked up for nobody who may not have it fetched: a query of DNS is a message to a stranger. */
import type { LookupAddress } from 'node:dns';
import { PassThrough } from 'node:stream';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Prelude } from '../../lib/http/lambda.ts';
import { createShutdown } from '../../lib/http/shutdown.ts';
import { transcodeHandler } from '../../lib/http/transcode.ts';
import { readPlatform } from '../../lib/settings/platform.ts';
import { readSettings } from '../../lib/settings/settings.ts';
import { signQuery } from '../../lib/sign/sign.ts';

const lookup = vi.hoisted(() => vi.fn<(hostname: string) => Promise<LookupAddress[]>>());
vi.mock('node:dns/promises', () => ({ lookup }));

const KEY = { id: '2026', secret: 'staple-correct-horse' };
const parameters = { source_url: 'http://a.stranger.example/talk.mp3', output_format: 'opus' };
const expires = Math.floor(Date.now() / 1000) + 60;

beforeEach(() => {
  // Not public, so that nothing is connected to.
  lookup.mockReset().mockResolvedValue([{ address: '127.0.0.1', family: 4 }]);
});

/** The status of a GET, as Lambda would ask for it. */
async function ask(method: string, rawQueryString: string, body?: string): Promise<number> {
  const statuses: number[] = [];
  const from = (stream: PassThrough, { statusCode }: Prelude): PassThrough => {
    statuses.push(statusCode);
    return stream.resume();
  };
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  vi.stubGlobal('awslambda', { streamifyResponse: (handler: unknown) => handler, HttpResponseStream: { from } });
  const settings = readSettings({ SIGNING_KEYS: `${KEY.id}:${KEY.secret}`, LOG_LEVEL: 'SILENT' });
  const shutdown = createShutdown(
    () => {},
    () => {},
  );
  const handler = transcodeHandler(settings, readPlatform({}), '0.0.0', shutdown);
  const event = {
    ...{ rawPath: '/transcode', rawQueryString, headers: {}, isBase64Encoded: false, body },
    requestContext: { http: { method }, timeEpoch: Date.now() },
  } as unknown as LambdaFunctionURLEvent;
  const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => 60_000 } as Context;
  await (handler as unknown as (event: unknown, stream: PassThrough, context: Context) => Promise<void>)(
    event,
    new PassThrough(),
    context,
  );
  const [status] = statuses;
  return status ?? expect.fail('nothing was answered');
}

const signed = () => signQuery({ key: KEY, parameters, expires });

test.for<[string, () => Promise<number>]>([
  ['without a signature', () => ask('GET', new URLSearchParams(parameters).toString())],
  ['by HEAD without one', () => ask('HEAD', new URLSearchParams(parameters).toString())],
  ['by POST without one', () => ask('POST', '', JSON.stringify(parameters))],
  ['with another source’s', async () => ask('GET', (await signed()).replace('talk', 'walk'))],
  ['with a wrong one', async () => ask('GET', (await signed()).replace(/sig=./, 'sig=-'))],
])('%s no name is looked up', async ([, call]) => {
  expect(await call()).toBe(403);
  expect(lookup).not.toHaveBeenCalled();
});

test.for(['GET', 'HEAD'])('with a signature it is: so it would have been seen. %s', async (method) => {
  expect(await ask(method, await signed())).toBe(400);
  expect(lookup.mock.calls.map(([name]) => name)).toEqual(['a.stranger.example']);
});
