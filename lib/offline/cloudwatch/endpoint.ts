import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { REQUEST_BYTES } from '../config/defaults.ts';
import { type PlatformAnswer, send, signatureRefused } from '../front/platform-answers.ts';
import { readBody } from '../front/read-body.ts';
import { verifySignature } from '../sigv4/verify.ts';
import type { OfflineSettings } from '../types.ts';
import { getMetricData } from './get-metric-data.ts';
import { ValidationError } from './query.ts';
import type { MetricStore } from './store.ts';

/** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
const TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const TARGET = 'GraniteServiceVersion20100801.GetMetricData';

const failure = (status: number, type: string, message: string): PlatformAnswer => ({
  status,
  // The SDK takes the name of an error from here, as it was in the protocol before this one.
  headers: { ...TYPE, 'x-amzn-query-error': `${type};${status < 500 ? 'Sender' : 'Receiver'}` },
  body: JSON.stringify({ __type: `com.amazonaws.cloudwatch#${type}`, message }),
});

/** CloudWatch's endpoint, with the one operation that reads metrics. It answers while the service drains, too. */
export function cloudWatchEndpoint(
  store: MetricStore,
  settings: Pick<OfflineSettings, 'credentials' | 'region'>,
): RequestListener {
  function answer(request: IncomingMessage, body: Buffer): PlatformAnswer {
    const { method = '', url: target = '/', headersDistinct: headers } = request;
    const rules = { ...settings, service: 'monitoring', now: new Date() };
    const verdict = verifySignature({ method, target, headers, body }, rules);
    if (verdict.kind === 'refused') return signatureRefused(verdict);
    const operation = request.headers['x-amz-target'];
    if (method !== 'POST' || operation !== TARGET)
      return failure(400, 'UnknownOperationException', `Offline there is GetMetricData only, not ${operation}.`);
    try {
      return { status: 200, headers: TYPE, body: JSON.stringify(getMetricData(JSON.parse(body.toString()), store)) };
    } catch (error) {
      if (error instanceof ValidationError) return failure(400, 'ValidationError', error.message);
      return failure(400, 'SerializationException', String(error));
    }
  }

  return (request, response) => {
    response.on('error', () => {});
    const done = (reply: PlatformAnswer): void =>
      send(response, { ...reply, headers: { 'x-amzn-requestid': randomUUID(), ...reply.headers } });
    readBody(request, REQUEST_BYTES)
      .catch((error: unknown) => failure(400, 'SerializationException', String(error)))
      .then((body) => done('status' in body ? body : answer(request, body)))
      // Whatever else it is, the streams beside it are not to end by it.
      .catch(() => response.destroy());
  };
}
