/** The service by Lambda's API, as a client in AWS has it: no URL, the SDK in between. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf, textOf } from '../../lib/client/errors.ts';
import { createClient } from '../../lib/client/node/node.ts';
import { type LambdaOptions, lambdaTransport } from '../../lib/client/transport/lambda.ts';
import type { Answer, Ask } from '../../lib/client/transport/transport.ts';
import { media } from '../fixtures/media.ts';
import { type FileServer, serveFile, serveFiles } from '../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../fixtures/service.ts';
import { eventually } from './emulator.ts';

const STREAMS = 2;

let origin: FileServer;
/** Falls silent in the midst of its file, until it is closed. */
let silent: FileServer;
let service: Service;

beforeAll(async () => {
  const file = await media('flac');
  origin = await serveFiles({
    '/whole.flac': { file },
    '/slow.flac': { file, paceBytesPerSecond: 40_000 },
  });
  silent = await serveFile(file, { ranges: false, stallAfterBytes: 600_000 });
  const SOURCE_ALLOW = `${origin.hostPort},${silent.hostPort}`;
  service = await startService({ SOURCE_ALLOW, MAX_CONCURRENT_STREAMS: String(STREAMS) });
});

afterAll(async () => {
  await service?.stop();
  await origin?.close();
  await silent?.close();
});

const endpoint = (): string => /^lambda: (http:\S+)$/m.exec(service.lines.join('\n'))?.[1] ?? 'not told';

const sdk = () => ({
  clientConfig: {
    endpoint: endpoint(),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'offline', secretAccessKey: 'offline-secret' },
  },
});

const transport = (options: Partial<LambdaOptions> = {}) =>
  lambdaTransport({ functionName: 'sluice-dev-transcode', ...sdk(), ...options });

const never = new AbortController().signal;
const request = (name: string, more: object = {}) => ({
  source_url: `${origin.url}/${name}.flac`,
  output_format: 'pcm' as const,
  ...more,
});
const transcode = (name: string, signal = never): Ask => ({
  endpoint: 'transcode',
  method: 'POST',
  path: '/transcode',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(request(name)),
  signal,
});

async function readAll({ body }: Answer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** An environment is free a moment behind the end of its answer. */
const onceFree = (call: () => Promise<Answer>): Promise<Answer> =>
  eventually(async () => {
    const answer = await call();
    expect(answer.status).not.toBe(429);
    return answer;
  });

test('the audio is that of the Function URL, and so are its headers', async () => {
  const answer = await transport()(transcode('whole'));
  expect(answer.status).toBe(200);
  const overHttp = await post(service, request('whole'));
  for (const name of ['content-type', 'x-source-format', 'x-source-duration', 'x-sample-rate', 'x-channels']) {
    expect([name, answer.headers.get(name)]).toEqual([name, overHttp.headers.get(name)]);
  }
  const [bytes, expected] = await Promise.all([readAll(answer), bytesOf(overHttp)]);
  expect(bytes.length).toBeGreaterThan(1_000_000);
  expect(bytes.equals(expected)).toBe(true);
});

test('an error of the contract comes with its status', async () => {
  const ask = { ...transcode('whole'), body: '{"output_format":"mp4"}' };
  const answer = await onceFree(() => transport()(ask));
  expect(answer.status).toBe(422);
  expect(await failureOf(answer)).toMatchObject({ code: expect.stringMatching(/UNSUPPORTED_FORMAT|INVALID_REQUEST/) });
});

test('an answer that breaks off throws behind what came of it', async () => {
  const body = JSON.stringify({ source_url: silent.url, output_format: 'pcm' });
  const answer = await onceFree(() => transport()({ ...transcode('whole'), body }));
  expect(answer.status).toBe(200);
  let bytes = 0;
  const reading = (async () => {
    for await (const chunk of answer.body) {
      if (bytes === 0) await silent.close();
      bytes += chunk.length;
    }
  })();
  await expect(reading).rejects.toThrow('the function failed: ');
  expect(bytes).toBeGreaterThan(100_000);
});

test('functions that do not stream are called the same way', async () => {
  const health = { ...transcode('whole'), endpoint: 'health', method: 'GET', headers: {} } as const;
  const live = await transport()({ ...health, path: '/health/live' });
  expect([live.status, await textOf(live)]).toEqual([200, 'alive']);
  const named = transport({ functionNames: { health: 'health:$LATEST' } });
  expect(JSON.parse(await textOf(await named({ ...health, path: '/health' })))).toMatchObject({ service: 'sluice' });
  expect((await transport()({ ...health, path: '/nowhere' })).status).toBe(404);
});

test('A client by name streams as one by URL does, and is told of a name that is none.', async () => {
  const { clientConfig } = sdk();
  const client = createClient({ functionName: 'sluice-dev-transcode', clientConfig, fallback: 'off' });
  const right = await bytesOf(await post(service, request('whole')));
  const { audio, origin: by, metadata } = await client.transcode(request('whole'));
  expect(Buffer.concat(await audio.toArray()).equals(right)).toBe(true);
  expect([by(), metadata.sourceFormat]).toEqual(['service', 'flac']);
  expect(await client.health()).toMatchObject({ service: 'sluice' });
  const stranger = createClient({ functionName: 'nobody-transcode', clientConfig, fallback: 'off' });
  await expect(stranger.transcode(request('whole'))).rejects.toMatchObject({ code: 'NOT_FOUND', recoverable: false });
});

test('one stream more than there may be is a 429, and callers who leave end theirs', async () => {
  const leaving = Array.from({ length: STREAMS }, () => new AbortController());
  const answers = await Promise.all(
    leaving.map(({ signal }) => onceFree(() => transport()(transcode('slow', signal)))),
  );
  const one = await transport()(transcode('whole'));
  expect(await failureOf(one)).toMatchObject({ code: 'RATE_LIMITED', status: 429, recoverable: true });

  const reading = Promise.allSettled(answers.map((answer) => readAll(answer)));
  const why = new Error('heard enough');
  for (const controller of leaving) controller.abort(why);
  expect(await reading).toEqual(answers.map(() => ({ status: 'rejected', reason: why })));
});

test('what the SDK throws is thrown as it is, and the reason of a signal too', async () => {
  await expect(transport({ functionName: 'nobody' })(transcode('whole'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const clientConfig = {
    ...{ endpoint: endpoint(), region: 'eu-central-1' },
    credentials: { accessKeyId: 'offline', secretAccessKey: 'guess' },
  };
  await expect(transport({ clientConfig })(transcode('whole'))).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
  const why = new Error('no longer');
  await expect(transport()(transcode('whole', AbortSignal.abort(why)))).rejects.toBe(why);
});
