/** What comes before the body of an answer. */
export interface Head {
  readonly status: number;
  readonly headers: Headers;
  /** The part of the body that came along. */
  readonly first: Uint8Array<ArrayBuffer>;
  /** Whether the body is all there: the function answered in one piece. */
  readonly whole: boolean;
}

/** Eight NUL bytes end the prelude, as AWS's runtime writes it; JSON itself holds none. */
const DELIMITER_BYTES = 8;

/** An answer in one piece has 6 MB at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 6 * 1024 * 1024;

/** Where the delimiter begins in `bytes`, at `from` or behind; -1 where it is not all there. */
function delimiterIn(bytes: Uint8Array, from: number): number {
  let zeros = 0;
  for (let at = from; at < bytes.length; at += 1) {
    zeros = bytes[at] === 0 ? zeros + 1 : 0;
    if (zeros === DELIMITER_BYTES) return at + 1 - DELIMITER_BYTES;
  }
  return -1;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function headOf({ statusCode = 200, headers }: Readonly<Record<string, unknown>>): Pick<Head, 'status' | 'headers'> {
  const status = Number(statusCode);
  if (!Number.isInteger(status))
    throw new Error(`the function answered with a status of ${JSON.stringify(statusCode)}`);
  const named = Object.entries(isTable(headers) ? headers : {}).map(([name, value]) => [name, String(value)] as const);
  return { status, headers: new Headers(named.map(([name, value]): [string, string] => [name, value])) };
}

function bytesOf(body: unknown, isBase64Encoded: unknown): Uint8Array<ArrayBuffer> {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  if (isBase64Encoded !== true) return new TextEncoder().encode(text);
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/**
 * The answer of a function that does not stream, as a Function URL reads it: an object with a `statusCode`, or the body itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
function bufferedHead(bytes: Uint8Array<ArrayBuffer>): Head {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!isTable(value) || value.statusCode === undefined) {
    const headers = new Headers({ 'content-type': 'application/json' });
    return { status: 200, headers, first: bytes, whole: true };
  }
  return { ...headOf(value), first: bytesOf(value.body, value.isBase64Encoded), whole: true };
}

/**
 * Reads up to the body of an invocation's payload: behind the prelude of a function that streams, or all of it.
 *
 * @throws Error where it is neither
 */
export async function headFrom(chunks: AsyncIterator<Uint8Array>): Promise<Head> {
  let bytes = new Uint8Array(0);
  for (;;) {
    const read = await chunks.next();
    if (read.done) return bufferedHead(bytes);
    const from = Math.max(0, bytes.length - DELIMITER_BYTES + 1);
    bytes = joined(bytes, read.value);
    const at = delimiterIn(bytes, from);
    if (at < 0 && bytes.length > MOST_BYTES) throw new Error('the function answered with a prelude that does not end');
    if (at < 0) continue;
    const prelude: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, at)));
    if (!isTable(prelude)) throw new Error('the function answered with a prelude that is no object');
    return { ...headOf(prelude), first: bytes.subarray(at + DELIMITER_BYTES), whole: false };
  }
}
