import type { RequestListener } from 'node:http';
import { REQUEST_BYTES } from '../config/defaults.ts';
import type { Pool } from '../environment/pool.ts';
import { type Call, eachCall, outcomeOf, refusedBy } from '../front/calls.ts';
import type { Gate } from '../front/gate.ts';
import { type PlatformAnswer, send, signatureRefused } from '../front/platform-answers.ts';
import { readBody } from '../front/read-body.ts';
import { verifySignature } from '../sigv4/verify.ts';
import type { OfflineSettings } from '../types.ts';
import { functionNotFound, UNAVAILABLE, UNKNOWN_OPERATION } from './api-errors.ts';
import {
  type Described,
  deleteProvisionedConcurrencyConfig,
  getFunction,
  getFunctionConcurrency,
  getProvisionedConcurrencyConfig,
  listAliases,
  putProvisionedConcurrencyConfig,
} from './describe.ts';
import { functionReference } from './function-name.ts';
import { invokeAsynchronously } from './invoke/asynchronous.ts';
import { invokeBuffered } from './invoke/buffered.ts';
import { EXECUTED_VERSION, type Invoked, isDryRun } from './invoke/invocation.ts';
import { invokeWithResponseStream } from './invoke/streamed.ts';

/** What the API is made of. */
export interface LambdaApiInput {
  readonly pools: readonly Pool[];
  readonly settings: OfflineSettings;
  readonly gate: Gate;
  readonly onProblem: (text: string) => void;
}

/** What the API does about a function, by method and path. */
type Operation = 'invoke' | 'invoke with response stream' | ((described: Described) => PlatformAnswer);

const OPERATIONS: readonly (readonly [method: string, path: RegExp, Operation])[] = [
  ['POST', /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/, 'invoke with response stream'],
  ['POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, 'invoke'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/aliases$/, listAliases],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)$/, getFunction],
  ['GET', /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, getFunctionConcurrency],
  ['GET', /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency$/, getProvisionedConcurrencyConfig],
  ['PUT', /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency$/, putProvisionedConcurrencyConfig],
  ['DELETE', /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency$/, deleteProvisionedConcurrencyConfig],
];

/** A call that was understood. */
interface Understood {
  readonly operation: Operation;
  readonly pool: Pool;
  readonly qualifier: string | undefined;
  readonly isList: boolean;
}

async function invoke(invoked: Invoked): Promise<PlatformAnswer> {
  if (isDryRun(invoked.call)) return { status: 204, headers: EXECUTED_VERSION, body: '' };
  const isEvent = invoked.call.request.headers['x-amz-invocation-type'] === 'Event';
  return isEvent ? invokeAsynchronously(invoked) : invokeBuffered(invoked);
}

/** The operations of https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html that a stream and its health need. */
export function lambdaApi({ pools, settings, gate, onProblem }: LambdaApiInput): RequestListener {
  const { region } = settings;
  const since = new Date();

  function refusalOf({ request }: Call, body: Buffer): PlatformAnswer | undefined {
    const { method = '', url: target = '/', headersDistinct: headers } = request;
    const verdict = verifySignature(
      { method, target, headers, body },
      { ...settings, service: 'lambda', now: new Date() },
    );
    return verdict.kind === 'refused' ? signatureRefused(verdict) : undefined;
  }

  function understand({ request }: Call): Understood | PlatformAnswer {
    const url = new URL(request.url ?? '/', 'http://lambda');
    for (const [method, path, operation] of OPERATIONS) {
      const label = path.exec(url.pathname)?.[1];
      if (request.method !== method || label === undefined) continue;
      const reference = functionReference(label, url.searchParams.get('Qualifier') || undefined, region);
      if ('status' in reference) return reference;
      const { name, qualifier } = reference;
      // All versions and aliases are the one that is here.
      const pool = pools.find(({ definition }) => definition.key === name || definition.name === name);
      if (pool) return { operation, pool, qualifier, isList: url.searchParams.get('List') === 'ALL' };
      return functionNotFound(region, qualifier === undefined ? name : `${name}:${qualifier}`);
    }
    return UNKNOWN_OPERATION;
  }

  async function serve(call: Call): Promise<void> {
    const { request, response, requestId, traceId } = call;
    const reply = (answer: PlatformAnswer): void =>
      send(response, {
        ...answer,
        headers: { 'x-amzn-requestid': requestId, 'x-amzn-trace-id': traceId, ...answer.headers },
      });
    const body = await outcomeOf(readBody(request, REQUEST_BYTES));
    if (body instanceof Error) return reply(refusedBy(body) ?? UNAVAILABLE);
    const refused = refusalOf(call, body);
    if (refused) return reply(refused);
    const understood = understand(call);
    if ('status' in understood) return reply(understood);
    const { operation, pool, qualifier, isList } = understood;
    const invoked: Invoked = { call, body, pool, gate, settings, onProblem };
    if (operation === 'invoke with response stream') await invokeWithResponseStream(invoked);
    else if (operation === 'invoke') reply(await invoke(invoked));
    else reply(operation({ pool, qualifier, region, since, isList, body }));
  }

  return eachCall({ gate, refusal: () => UNAVAILABLE, onProblem }, serve);
}
