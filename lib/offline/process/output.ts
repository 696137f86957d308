import type { Output } from '../types.ts';

/** Environments' lines on the stream they came from; the emulator's own on stderr, which leaves stdout to `ready`. */
export const processOutput: Output = {
  line: (stream, text) => void process[stream].write(`${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`),
};
