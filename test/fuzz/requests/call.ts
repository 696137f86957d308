import { randomUUID } from 'node:crypto';
import { PassThrough, type Writable } from 'node:stream';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import type { Prelude, StreamingHandler } from '../../../lib/http/lambda.ts';
import { transcodeHandler } from '../../../lib/http/transcode.ts';
import { readSettings } from '../../../lib/settings/settings.ts';
import type { Asked } from './generate.ts';

/** What a function has answered. */
export interface Answered extends Prelude {
  readonly body: Buffer;
  /** What it threw behind its first byte. */
  readonly broken: unknown;
  readonly id: string;
  /** What it has logged. */
  readonly log: string;
}

const preludes = new WeakMap<Writable, Prelude>();

/** As Lambda's runtime has it, without its wire: what is told first is kept beside the stream. */
const runtime = {
  streamifyResponse: <Handler>(handler: Handler): Handler => handler,
  HttpResponseStream: {
    from: (stream: Writable, prelude: Prelude): Writable => {
      // It is sent as JSON.
      preludes.set(stream, JSON.parse(JSON.stringify(prelude)));
      return stream;
    },
  },
};

/** The event of a request; https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
const eventOf = ({ method, path, query, headers, body, isBase64Encoded, encodes }: Asked): LambdaFunctionURLEvent => ({
  ...{ version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: query, headers, isBase64Encoded },
  ...(body.length > 0 ? { body: body.toString(encodes ? 'base64' : 'utf8') } : {}),
  requestContext: {
    ...{ accountId: 'anonymous', apiId: 'id', domainName: 'id.lambda-url.invalid', domainPrefix: 'id' },
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'fuzz' },
    ...{ requestId: randomUUID(), routeKey: '$default', stage: '$default' },
    ...{ time: '12/Mar/2020:19:03:58 +0000', timeEpoch: Date.now() },
  },
});

/** Milliseconds that a call says it has left. */
const TIME_LEFT = 60_000;

/** What is written meanwhile, which is the log: to stdout, and its warnings and errors to stderr. */
async function logged(work: () => Promise<void>): Promise<string> {
  const outputs = [process.stdout, process.stderr].map((output) => ({ output, write: output.write }));
  let log = '';
  for (const { output } of outputs) {
    output.write = (text: string | Uint8Array) => {
      log += text.toString();
      return true;
    };
  }
  try {
    await work();
  } finally {
    for (const { output, write } of outputs) output.write = write;
  }
  return log;
}

/** The transcode function in this process, with these settings; it answers one request at a time, as an environment does. */
export function functionWith(settings: Readonly<Record<string, string>>): (asked: Asked) => Promise<Answered> {
  Reflect.set(globalThis, 'awslambda', runtime);
  const handler = transcodeHandler(
    readSettings({ FFMPEG_PATH: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'), ...settings }),
    { functionName: 'fuzz', onDemand: false, runtimeApi: '' },
    '0.0.0',
    { signal: new AbortController().signal, begin: () => {}, end: () => {} },
  ) as unknown as StreamingHandler;
  return async (asked) => {
    const id = randomUUID();
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const context = { awsRequestId: id, getRemainingTimeInMillis: () => TIME_LEFT } as Context;
    let broken: unknown;
    const log = await logged(async () => {
      try {
        await handler(eventOf(asked), stream, context);
      } catch (error) {
        broken = error;
      }
    });
    const prelude = preludes.get(stream) ?? { statusCode: 0, headers: {} };
    return { ...prelude, body: Buffer.concat(chunks), broken, id, log };
  };
}
