import { isUtf8 } from 'node:buffer';
import { signHeaders, signQuery } from '../../../lib/sign/sign.ts';
import type { Asked } from './generate.ts';

const KEY = { id: 'fuzz', secret: 'a-secret-that-is-long-enough' };

/** As `SIGNING_KEYS` has it. */
export const KEYS = `${KEY.id}:${KEY.secret}`;

/** Seconds that a signature is good for. */
const AHEAD = 3_600;

/** Whether the function sees what its caller has signed: the platform makes text of what is none. */
const arrivesAsSent = ({ method, path, body, encodes, isBase64Encoded }: Asked): boolean =>
  ['POST', 'GET', 'HEAD'].includes(method) &&
  path.endsWith('/transcode') &&
  encodes === isBase64Encoded &&
  (encodes || isUtf8(body));

/** The same request, signed; `undefined` where that cannot be: a parameter is there twice, or is the signature's own. */
export async function signed(asked: Asked): Promise<Asked | undefined> {
  if (!arrivesAsSent(asked)) return undefined;
  const grant = { key: KEY, path: asked.path, expires: Math.floor(Date.now() / 1_000) + AHEAD };
  try {
    if (asked.method !== 'POST')
      return { ...asked, query: await signQuery({ ...grant, parameters: new URLSearchParams(asked.query) }) };
    const headers = Object.entries(await signHeaders({ ...grant, body: asked.body }));
    const small = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
    return { ...asked, query: '', headers: { ...asked.headers, ...small } };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
