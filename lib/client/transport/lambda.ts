import type { InvokeWithResponseStreamResponseEvent, LambdaClient } from '@aws-sdk/client-lambda';
import { broken, ClientError } from '../errors.ts';
import { lambdaEvent } from './lambda-event.ts';
import { headFrom } from './prelude.ts';
import type { Answer, Ask, Transport } from './transport.ts';

/** A `LambdaClientConfig`. Its type is the SDK's, which not everybody has. */
export type SdkOptions = Readonly<Record<string, unknown>>;

/** A `LambdaClient`. */
export interface SdkClient {
  readonly send: unknown;
}

/** Which functions are called, and as whom. */
export interface LambdaOptions {
  /** Name or ARN of the function `transcode`, as in `sluice-prod-transcode`. */
  readonly functionName: string;
  /** Version or alias of all of them. Default: what the name says, or the latest. */
  readonly qualifier?: string;
  /** Of the other two. Default: `functionName`, with `transcode` at its end replaced by `health` and `metrics`. */
  readonly functionNames?: { readonly health?: string; readonly metrics?: string };
  /** Region, credentials, endpoint. Default: what the SDK finds by itself. */
  readonly clientConfig?: SdkOptions;
  /** A client of your own, in place of `clientConfig`. It should have `maxAttempts: 1`: what is worth another try is tried anew here. */
  readonly client?: SdkClient;
}

type Sdk = typeof import('@aws-sdk/client-lambda');

/** On first use: most callers never need it, and it is theirs to install. */
const loadSdk = (): Promise<Sdk> =>
  import('@aws-sdk/client-lambda').catch((cause: unknown) => {
    const message = 'To call Lambda by its API takes its SDK: npm install @aws-sdk/client-lambda';
    throw new ClientError('unreachable', message, { recoverable: false, cause });
  });

const nameOf = ({ functionName, functionNames = {} }: LambdaOptions, endpoint: Ask['endpoint']): string =>
  endpoint === 'transcode'
    ? functionName
    : (functionNames[endpoint] ?? functionName.replace(/transcode(?=$|:[^:]*$)/, endpoint));

/** @throws Error where the function says that it failed, and where nobody says that it is done */
async function* payloadOf(
  events: AsyncIterable<InvokeWithResponseStreamResponseEvent>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let complete = false;
  for await (const { PayloadChunk, InvokeComplete } of events) {
    if (PayloadChunk?.Payload?.length) yield PayloadChunk.Payload;
    if (!InvokeComplete) continue;
    const { ErrorCode, ErrorDetails = '' } = InvokeComplete;
    if (ErrorCode) throw new Error(`the function failed: ${ErrorCode} ${ErrorDetails}`);
    complete = true;
  }
  if (!complete) throw new Error('the stream ended, and nobody said that the function was done');
}

/** The API said no, and would say so again: a wrong name, a wrong secret, a permission that is missing. */
function refused(error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  const { httpStatusCode: status = 0 } = error.$metadata as { httpStatusCode?: number };
  if (status < 400 || status >= 500) return error;
  const code = status === 403 ? 'UNAUTHORIZED' : status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST';
  return new ClientError('answered', `Lambda refused the call: ${error.name}.`, { code, status, cause: error });
}

/** A 429 as a Function URL gives it; anything else that the SDK throws is thrown as it is. */
function throttled(error: unknown): Answer {
  if (!(error instanceof Error) || error.name !== 'TooManyRequestsException') throw refused(error);
  const headers = new Headers();
  if ('retryAfterSeconds' in error && error.retryAfterSeconds)
    headers.set('retry-after', String(error.retryAfterSeconds));
  return { status: 429, headers, body: (async function* () {})(), cancel: () => {} };
}

/**
 * Calls the functions by Lambda's own API, `InvokeWithResponseStream`, with no URL: who may is for IAM to say. Other than
 * over HTTP an answer that breaks off is told by the platform, whatever is in between.
 *
 * @example
 * const transport = lambdaTransport({ functionName: 'sluice-prod-transcode', clientConfig: { region: 'eu-central-1' } });
 */
export function lambdaTransport(options: LambdaOptions): Transport {
  let client = options.client as LambdaClient | undefined;
  return async ({ endpoint, signal, ...call }) => {
    const { LambdaClient, InvokeWithResponseStreamCommand } = await loadSdk();
    signal.throwIfAborted();
    client ??= new LambdaClient({ ...options.clientConfig, maxAttempts: 1 });
    const command = new InvokeWithResponseStreamCommand({
      FunctionName: nameOf(options, endpoint),
      ...(options.qualifier === undefined ? {} : { Qualifier: options.qualifier }),
      Payload: new TextEncoder().encode(lambdaEvent(call, new Date())),
    });
    const ours = new AbortController();
    const cancel = (): void => ours.abort();
    const explain = (error: unknown): unknown => (signal.aborted ? signal.reason : error);

    const abortSignal = AbortSignal.any([signal, ours.signal]);
    const output = await client.send(command, { abortSignal }).catch((error: unknown) => {
      if (signal.aborted) throw signal.reason;
      return throttled(error);
    });
    if ('status' in output) return output;
    const payload = payloadOf(output.EventStream ?? (async function* () {})());
    const head = await headFrom(payload).catch((error: unknown) => {
      cancel();
      throw explain(broken(error));
    });

    async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
      let ended = head.whole;
      try {
        if (head.first.length > 0) yield head.first;
        if (!ended) yield* payload;
        ended = true;
      } catch (error) {
        throw explain(error);
      } finally {
        if (!ended) cancel();
      }
    }
    return { status: head.status, headers: head.headers, body: body(), cancel };
  };
}
