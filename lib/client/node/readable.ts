import { Readable } from 'node:stream';
import type { StreamOf } from '../stream/stream.ts';

/** Audio as Node's own stream, which is an async iterable too. To destroy it is to leave. */
export const readableOf: StreamOf<Readable> = (audio, cancel) => {
  const readable = new Readable({
    // Nothing is read before somebody asks for it: what waits here would count as heard.
    highWaterMark: 0,
    read() {
      audio.next().then(
        (read) => this.push(read.done ? null : read.value),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error), { cause: error })),
      );
    },
    destroy(error, done) {
      cancel(error ?? new Error('The stream was destroyed.'));
      // What it waits for ends by the line above.
      audio.return(undefined).then(
        () => done(error),
        () => done(error),
      );
    },
  });
  return readable;
};
