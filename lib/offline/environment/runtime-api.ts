import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BUFFERED_RESPONSE_BYTES } from '../config/defaults.ts';
import { EnvironmentLost, type ErrorDocument } from '../errors.ts';
import { BodyTooLarge, readText } from '../front/read-body.ts';
import type { Invocation, RuntimeAnswer } from './invocation.ts';

const BASE = '/2018-06-01/runtime/';

/** The Runtime API of one environment. RIC takes `host:port` without a path, hence a listener for each. */
export interface RuntimeApi {
  readonly address: string;
  /** Hands an invocation to the waiting runtime; settles when it begins to answer. */
  dispatch(invocation: Invocation, functionArn: string, deadline: number): Promise<RuntimeAnswer>;
  /** The process is gone: what was not answered never will be. */
  lost(reason: EnvironmentLost): void;
  /** Its time is up: nobody waits for what it may still say. */
  expired(reason: EnvironmentLost): void;
  close(): void;
}

/** What the runtime tells. */
export interface RuntimeApiEvents {
  /** Another API on the same address. @returns whether the request was one of its own */
  readonly serveOther: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** It asks for the next invocation: initialised, or done with the last. */
  readonly onNext: () => void;
  readonly onInitError: (error: ErrorDocument) => void;
}

interface Pending {
  readonly requestId: string;
  resolve(answer: RuntimeAnswer): void;
  reject(error: Error): void;
}

/** Serves https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html on a loopback port. */
export async function startRuntimeApi(events: RuntimeApiEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let pending: Pending | undefined;
  const { promise: gone, resolve: goneWith } = Promise.withResolvers<EnvironmentLost>();
  /** Of the answer that is still being read, if there is one: they resolve its promises. */
  let answering: { readonly done: () => void; readonly cutOff: (reason: EnvironmentLost) => void } | undefined;

  /** Between an answer's end and the runtime's next question: whichever comes last makes the environment idle. */
  function answerRead(): void {
    if (answering === undefined) return;
    answering = undefined;
    if (waiting !== undefined) events.onNext();
  }

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (events.serveOther(request, response)) return;
    const path = request.url?.startsWith(BASE) ? request.url.slice(BASE.length) : '';
    if (request.method === 'GET' && path === 'invocation/next') {
      waiting = response;
      // A handler that gave up on a caller who does not read leaves an answer behind: the next one would be stuck in it.
      if (answering !== undefined) answering.done();
      // RIC does not wait until its answer is on the way: what is frozen now would never send it.
      else if (pending === undefined) events.onNext();
      return;
    }
    if (path === 'init/error') {
      events.onInitError(await readError(request));
      accept(response);
      return;
    }
    const [, id, action] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const current = pending;
    if (current === undefined || id !== current.requestId) {
      request.resume();
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}');
      return;
    }
    // Accepted once it is read to its end, which is when the caller has taken it: that is the backpressure.
    request.once('end', () => accept(response));
    if (action === 'error') {
      const error = await readError(request);
      pending = undefined;
      current.resolve({ kind: 'failure', ...error });
      if (waiting !== undefined) events.onNext();
      return;
    }
    pending = undefined;
    const { promise: handlerDone, resolve: done } = Promise.withResolvers<void>();
    const { promise: cutOff, resolve: cut } = Promise.withResolvers<EnvironmentLost>();
    answering = { done, cutOff: cut };
    request.once('end', answerRead).once('close', answerRead);
    current.resolve({
      kind: 'response',
      handlerDone,
      cutOff,
      lost: gone,
      streaming: request.headers['lambda-runtime-function-response-mode'] === 'streaming',
      contentType: request.headers['content-type'] ?? 'application/octet-stream',
      body: request,
    });
  }

  const server = createServer((request, response) => {
    // A connection that breaks while an error document is read: the process's exit tells the rest.
    onRequest(request, response).catch(() => response.destroy());
  });
  // `next` waits as long as nothing comes, and a stream lasts as long as the function may.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    dispatch(invocation, functionArn, deadline) {
      return new Promise((resolve, reject) => {
        if (waiting === undefined) {
          reject(new EnvironmentLost('the environment is not waiting for an invocation'));
          return;
        }
        pending = { requestId: invocation.requestId, resolve, reject };
        waiting.writeHead(200, {
          'content-type': 'application/json',
          'lambda-runtime-aws-request-id': invocation.requestId,
          'lambda-runtime-deadline-ms': deadline,
          'lambda-runtime-invoked-function-arn': functionArn,
          'lambda-runtime-trace-id': invocation.traceId,
        });
        waiting.end(invocation.payload);
        waiting = undefined;
      });
    },
    lost(reason) {
      goneWith(reason);
      pending?.reject(reason);
      pending = undefined;
      // A caller who does not read holds the answer's end back, and with it the news that nobody writes it any more.
      answering?.done();
    },
    expired(reason) {
      pending?.reject(reason);
      pending = undefined;
      answering?.cutOff(reason);
    },
    close() {
      // Connections are left to end with the process at their other end: what it wrote last may still be in one.
      server.close();
    },
  };
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' });
  response.end('{"status":"OK"}');
}

/** Of one that is longer than any answer may be, its type is all that is known. */
async function readError(request: IncomingMessage): Promise<ErrorDocument> {
  try {
    return parseError(await readText(request, BUFFERED_RESPONSE_BYTES));
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    const errorType = String(request.headers['lambda-runtime-function-error-type'] ?? 'Unhandled');
    const errorMessage = `The error has ${error.message}`;
    return { errorType, errorMessage, errorBody: JSON.stringify({ errorType, errorMessage }) };
  }
}

function parseError(text: string): ErrorDocument {
  try {
    const { errorType = 'Unhandled', errorMessage = '' } = JSON.parse(text) as Record<string, unknown>;
    return { errorType: String(errorType), errorMessage: String(errorMessage), errorBody: text };
  } catch {
    return { errorType: 'Unhandled', errorMessage: text.slice(0, 1000), errorBody: text };
  }
}
