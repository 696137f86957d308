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
  return async ({ endpoint, method, path, headers, body, signal }) => {
    const unsigned = { method, url: below(bases[endpoint], path), headers, ...(body === undefined ? {} : { body }) };
    const proof = await authorise?.(unsigned);
    return exchange({ ...unsigned, headers: { ...headers, ...proof }, signal, connectMs });
  };
}
