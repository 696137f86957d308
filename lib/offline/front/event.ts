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

/** These bodies are handed on as text, all others in base64. */
const TEXT = /^(text\/|application\/(json|xml|javascript|([\w.-]+\+)?(json|xml))\b)/i;

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

/** Makes the event, in payload format 2.0, with the values that a Function URL has for what it does not know. */
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
  const isText = TEXT.test(request.headers['content-type'] ?? '');

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
        userAgent: request.headers['user-agent'] ?? '',
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

/** Lower-case names, several values joined by commas; cookies have a field of their own. */
function joinHeaders(distinct: NodeJS.Dict<string[]>): Record<string, string> {
  const entries = Object.entries(distinct).filter(([name]) => name !== 'cookie');
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
