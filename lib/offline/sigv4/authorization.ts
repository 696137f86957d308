import { ALGORITHM, type Scope } from './canonical.ts';

/** What an `Authorization` header says. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: Scope;
  /** Lower-case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** @returns undefined where it is no header of Signature Version 4, or not a whole one. */
export function parseAuthorization(header: string): Authorization | undefined {
  if (!header.startsWith(`${ALGORITHM} `)) return undefined;
  const fields = new Map(
    header
      .slice(ALGORITHM.length)
      .split(',')
      .map((field): [string, string] => {
        const at = field.indexOf('=');
        return [field.slice(0, at).trim(), field.slice(at + 1).trim()];
      }),
  );
  // An access key id may hold a slash; the scope behind it does not.
  const [, accessKeyId, day, region, service] =
    /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(fields.get('Credential') ?? '') ?? [];
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders')?.toLowerCase().split(';').filter(Boolean);
  if (!accessKeyId || !day || !region || !service || !signature || !signedHeaders?.length) return undefined;
  return { accessKeyId, scope: { day, region, service }, signedHeaders, signature };
}
