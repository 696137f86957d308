import { StringDecoder } from 'node:string_decoder';

/** CloudWatch takes events of up to 256 KB: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const LINE_CHARACTERS = 256 * 1024;

/** Cuts a byte stream into lines; a line longer than the bound is handed on in pieces, so nothing grows without end. */
export interface LineSplitter {
  feed(chunk: Buffer): void;
  /** Hands on what is left without a newline. */
  end(): void;
}

/**
 * @param onLine Called with each line, without its newline.
 * @param bound Characters that a line may have.
 * @example
 * const splitter = splitLines((line) => process.stdout.write(`transcode[3] ${line}\n`));
 */
export function splitLines(onLine: (line: string) => void, bound: number = LINE_CHARACTERS): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';

  function take(text: string): void {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    while (rest.length > bound) {
      onLine(rest.slice(0, bound));
      rest = rest.slice(bound);
    }
  }

  return {
    feed: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
