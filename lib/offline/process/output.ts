import type { Output } from '../types.ts';

/**
 * Environments' lines, behind a prefix, on stdout: whether they wrote them to stdout or stderr, they are one log in one order, as on Lambda
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html). The emulator's own are on stderr, but for `ready`.
 */
export const processOutput: Output = {
  line: ({ text, functionKey, index }) => void process.stdout.write(`${functionKey}[${index}] ${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`),
};
