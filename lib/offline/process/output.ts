import type { Output } from '../types.ts';

/** Environments' lines, behind a prefix, on the stream they came from; the emulator's own on stderr, which leaves stdout to `ready`. */
export const processOutput: Output = {
  line: ({ stream, text, functionKey, index }) => void process[stream].write(`${functionKey}[${index}] ${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`),
};
