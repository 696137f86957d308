/** `LogResult` is the last 4 KB: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TAIL_BYTES = 4096;

/** Keeps the end of a log. */
export interface LogTail {
  add(line: string): void;
  /** In base64. */
  result(): string;
}

/** For one invocation. */
export function logTail(): LogTail {
  let tail = Buffer.alloc(0);
  return {
    add(line) {
      tail = Buffer.concat([tail, Buffer.from(`${line}\n`)]).subarray(-TAIL_BYTES);
    },
    result: () => tail.toString('base64'),
  };
}
