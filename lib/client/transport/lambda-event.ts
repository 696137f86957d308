import type { Ask } from './transport.ts';

/** The name of a Function URL's one route, and of its one stage. */
const DEFAULT = '$default';

/**
 * The event that a Function URL would make of a call, in payload format 2.0, as JSON; what only HTTP has is empty.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function lambdaEvent({ method, path, headers, body }: Omit<Ask, 'endpoint' | 'signal'>, now: Date): string {
  const [rawPath = '/', ...query] = path.split('?');
  const rawQueryString = query.join('?');
  const parameters = Object.fromEntries(new URLSearchParams(rawQueryString));
  return JSON.stringify({
    version: '2.0',
    routeKey: DEFAULT,
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ...(rawQueryString ? { queryStringParameters: parameters } : {}),
    requestContext: {
      accountId: 'anonymous',
      apiId: '',
      domainName: '',
      domainPrefix: '',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' },
      requestId: crypto.randomUUID(),
      routeKey: DEFAULT,
      stage: DEFAULT,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  });
}

/** `12/Mar/2020:19:03:58 +0000`, as in the example on that page. */
const commonLogTime = (now: Date): string =>
  now.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000');
