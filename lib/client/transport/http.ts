import { bodyDigest } from '../../sign/canonical.ts';
import type { Exchange } from './exchange.ts';
import type { Ask, Transport } from './transport.ts';

/** The base URL of each function: on AWS every one has a host of its own. */
export interface ServiceUrls {
  readonly url: string;
  /** Default: `url`. */
  readonly healthUrl?: string;
  /** Default: `url`. */
  readonly metricsUrl?: string;
}

/** What is about to be sent, for whoever signs it. */
export interface Unsigned {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The headers that prove who calls. */
export type Authorise = (request: Unsigned) => Promise<Readonly<Record<string, string>>>;

/** A path below a base URL, whose own path is kept: the service may stand behind a prefix. */
export function below(base: string, path: string): URL {
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  return url;
}

/**
 * What CloudFront needs to know to sign a body for Lambda, of which it asks the caller
 * (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html);
 * a Function URL of its own does not look at it. A browser can compute it on https and localhost only.
 */
async function digestHeader(body: string | undefined): Promise<Readonly<Record<string, string>>> {
  const isPossible = body !== undefined && globalThis.crypto?.subtle !== undefined;
  return isPossible ? { 'x-amz-content-sha256': await bodyDigest(body) } : {};
}

/** The service over HTTP. */
export function httpTransport(
  urls: ServiceUrls,
  { exchange, connectMs, authorise }: { exchange: Exchange; connectMs: number; authorise?: Authorise | undefined },
): Transport {
  const bases: Readonly<Record<Ask['endpoint'], string>> = {
    transcode: urls.url,
    health: urls.healthUrl ?? urls.url,
    metrics: urls.metricsUrl ?? urls.url,
  };
  return async ({ endpoint, method, path, headers: asked, body, signal }) => {
    const headers = { ...asked, ...(await digestHeader(body)) };
    const unsigned = { method, url: below(bases[endpoint], path), headers, ...(body === undefined ? {} : { body }) };
    const proof = await authorise?.(unsigned);
    return exchange({ ...unsigned, headers: { ...headers, ...proof }, signal, connectMs });
  };
}
