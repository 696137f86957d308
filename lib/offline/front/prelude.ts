/** What RIC puts before a streamed body: https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** The content type by which RIC announces that a prelude comes first. */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

/** Eight NUL bytes end the prelude: RIC's `DELIMITER_LEN`. JSON itself holds no NUL. */
const DELIMITER = Buffer.alloc(8);

/** More than this is no prelude; a header section on AWS is far smaller. */
const PRELUDE_BYTES = 256 * 1024;

/** The function answered, but not with what a Function URL understands. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/**
 * Splits the prelude from the body behind it, wherever the chunks are cut.
 * @returns A function to feed with chunks: undefined until the delimiter has come, then the prelude and the bytes behind it.
 * @throws MalformedAnswer when there is no prelude in what comes.
 */
export function preludeSplitter(): (chunk: Buffer) => { prelude: Prelude; rest: Buffer } | undefined {
  let head: Buffer = Buffer.alloc(0);
  return (chunk) => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const at = head.indexOf(DELIMITER);
    if (at >= 0) {
      return { prelude: parse(head.subarray(0, at).toString('utf8')), rest: head.subarray(at + DELIMITER.length) };
    }
    if (head.length > PRELUDE_BYTES) throw new MalformedAnswer('the prelude does not end');
    return undefined;
  };
}

function parse(text: string): Prelude {
  try {
    return toPrelude(JSON.parse(text) as Record<string, unknown>);
  } catch (error) {
    if (error instanceof MalformedAnswer) throw error;
    throw new MalformedAnswer('the prelude is not JSON');
  }
}

/**
 * Reads `statusCode`, `headers` and `cookies`, of a prelude as of a buffered answer.
 * @throws MalformedAnswer when they are not what a Function URL understands.
 */
export function toPrelude(fields: Record<string, unknown>): Prelude {
  const { statusCode = 200, headers = {}, cookies = [] } = fields;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new MalformedAnswer(`statusCode ${JSON.stringify(statusCode)} is not an HTTP status`);
  }
  if (typeof headers !== 'object' || headers === null) throw new MalformedAnswer('headers is not an object');
  if (!Array.isArray(cookies)) throw new MalformedAnswer('cookies is not a list');
  const entries = Object.entries(headers).filter(([, value]) => value !== null && value !== undefined);
  return {
    statusCode: status,
    headers: Object.fromEntries(entries.map(([name, value]) => [name, String(value)])),
    cookies: cookies.map(String),
  };
}
