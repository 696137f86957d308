import { AwsV4Signer } from 'aws4fetch';
import type { Authorise } from './http.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that expire. */
  readonly sessionToken?: string;
}

export interface SigV4Options {
  /** Or a function that is asked before each call, such as one of @aws-sdk/credential-providers. */
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** Default: as in the host name of a Function URL. */
  readonly region?: string;
}

/** @throws {TypeError} where a host does not tell */
export function regionOf({ hostname }: URL): string {
  const region = /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/.exec(hostname)?.[1];
  if (region === undefined)
    throw new TypeError(`Which region is ${hostname} in? Only a Function URL says so itself; iam takes a region.`);
  return region;
}

/**
 * Signs calls to Function URLs that have `authorizer: aws_iam` (Signature Version 4), in any runtime. The signature takes the
 * place of any other `Authorization`.
 *
 * @returns a function that gives the headers to be added to a call; it throws a TypeError where the region cannot be told
 */
export const sigV4 =
  ({ credentials, region }: SigV4Options): Authorise =>
  async ({ method, url, headers, body }) => {
    const { accessKeyId, secretAccessKey, sessionToken } =
      typeof credentials === 'function' ? await credentials() : credentials;
    const signer = new AwsV4Signer({
      ...{ method, url: url.href, headers: { ...headers }, accessKeyId, secretAccessKey },
      ...(body === undefined ? {} : { body }),
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service: 'lambda',
      region: region ?? regionOf(url),
    });
    const signed = await signer.sign();
    const added = ['authorization', 'x-amz-date', 'x-amz-security-token'];
    return Object.fromEntries(
      added.flatMap((name) => {
        const value = signed.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
  };
