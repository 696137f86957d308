import type { IncomingMessage } from 'node:http';
import { ACCOUNT } from '../config/defaults.ts';

/** The event of a Function URL: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
export interface FunctionUrlEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/**
 * These bodies are handed on as text, all others in base64. The page speaks of "binary" and no more; of the load balancer's
 * targets AWS says which are not (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html):
 * these, with no content encoding; their `+json` and `+xml` kin is our choice. That forms are binary was seen:
 * https://github.com/LeanerCloud/CUDly/pull/1483
 */
const TEXT = /^(text\/|application\/(json|xml|javascript|([\w.-]+\+)?(json|xml))\b)/i;

/** Of the connection, which ends here (RFC 9110, 7.6.1): seen to be missing in events. Cookies have a field of their own. */
const NOT_HANDED_ON = new Set(['connection', 'cookie', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What the front knows about a request beside the request itself. */
export interface EventInput {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly requestId: string;
  readonly traceId: string;
  /** Stands for the `url-id` of a real Function URL. */
  readonly apiId: string;
  /** Of the caller, where the URL asks for a signature. */
  readonly accessKeyId?: string | undefined;
  readonly now: Date;
}

/**
 * Makes the event, in payload format 2.0, with the values that a Function URL has for what it does not know. The path
 * stays encoded (https://github.com/middleapi/standard-server/pull/93). Of a URL without an authorizer the page has
 * `authorizer: null` and the owner's account; real events have no such field, and `anonymous`.
 */
export function functionUrlEvent(input: EventInput): FunctionUrlEvent {
  const { request, body, requestId, traceId, apiId, accessKeyId, now } = input;
  const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
  const rawQueryString = query.join('?');
  const sourceIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const headers = {
    ...joinHeaders(request.headersDistinct),
    'x-amzn-trace-id': traceId,
    'x-forwarded-for': sourceIp,
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
  const domainName = (request.headers.host ?? '').replace(/:\d+$/, '');
  const cookies = request.headers.cookie?.split(/;\s*/).filter(Boolean);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const isText = TEXT.test(request.headers['content-type'] ?? '') && encoding === 'identity';

  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies ? { cookies } : {}),
    headers,
    ...(rawQueryString ? { queryStringParameters: joinQuery(rawQueryString) } : {}),
    requestContext: {
      accountId: accessKeyId === undefined ? 'anonymous' : ACCOUNT,
      apiId,
      authentication: null,
      ...(accessKeyId === undefined ? {} : { authorizer: { iam: iamOf(accessKeyId) } }),
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: request.headers['user-agent'] ?? null,
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** The caller, in the fields of the example on the AWS page. */
const iamOf = (accessKey: string): Readonly<Record<string, unknown>> => ({
  accessKey,
  accountId: ACCOUNT,
  callerId: accessKey,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: `arn:aws:iam::${ACCOUNT}:user/${accessKey}`,
  userId: accessKey,
});

/** Lower-case names, several values joined by commas. */
function joinHeaders(distinct: NodeJS.Dict<string[]>): Record<string, string> {
  const entries = Object.entries(distinct).filter(([name]) => !NOT_HANDED_ON.has(name));
  return Object.fromEntries(entries.map(([name, values = []]) => [name, values.join(',')]));
}

function joinQuery(raw: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(raw)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

/** `12/Mar/2020:19:03:58 +0000`, as in the example on the AWS page. */
function commonLogTime(now: Date): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(now.toISOString()) ?? [];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
