import { setTimeout as pause } from 'node:timers/promises';
import { TranscodeError } from '../../contract/errors.ts';
import { readAnswer } from '../http/body.ts';
import { brokenOff, refusedAnswer } from '../http/failures.ts';
import type { Fetching } from '../http/fetching.ts';
import type { Part, Resource } from './resource.ts';
import { growingWindows } from './window.ts';

/** @param asking a continuation: what is late then was not silent, but not there */
const isMendable = (error: unknown, asking: boolean): error is TranscodeError =>
  error instanceof TranscodeError &&
  error.recoverable &&
  (error.code === 'DOWNLOAD_FAILED' || (asking && error.code === 'TIMEOUT'));

/** Breaks that follow each other closely: each waits longer than the one before, and the row has an end. */
const startRow = ({ limits, signal, onRetry }: Fetching, from: number) => {
  let begin = from;
  let breaks = 0;
  return async (at: number, error: TranscodeError): Promise<void> => {
    if (at - begin >= limits.progressBytes) breaks = 0;
    begin = at;
    if (breaks === limits.maxContinuations) throw error;
    await pause(limits.continuationDelayMs * 2 ** breaks, undefined, signal ? { signal } : {}).catch(() => {
      throw signal?.reason;
    });
    breaks += 1;
    onRetry({ attempt: breaks, atByte: at, error });
  };
};

/** The bytes of one answer that belong to [at, end). @throws TranscodeError for more than it had announced */
async function* wanted(part: Part, at: number, end: number | undefined, fetching: Fetching): AsyncGenerator<Buffer> {
  const { answer, extent } = part;
  const tooMuch = () => refusedAnswer('The source sends more than it had announced.', answer.response.statusCode ?? 0);
  const chunks = readAnswer(answer, fetching);
  let position = at;
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      const bytes = end === undefined ? next.value : next.value.subarray(0, end - position);
      if (extent.end !== undefined && position + next.value.length > extent.end) throw tooMuch();
      position += bytes.length;
      // Its end is heard before its last bytes are passed on: whoever leaves with them leaves a connection to be kept.
      if (position === extent.end && !(await chunks.next()).done) throw tooMuch();
      if (bytes.length > 0) yield bytes;
      if (position === end) return;
    }
    if (extent.end !== undefined && position < extent.end) throw brokenOff(new Error('shorter than it had announced'));
  } finally {
    await chunks.return();
  }
}

/**
 * The bytes [first, end) of a source, whatever becomes of the connections that they come over: where one breaks, the
 * next range begins behind the last byte that was read, and it has to be one of the same version. A source that answers
 * with less than it was asked for is asked for the rest.
 *
 * @param end `undefined`: to the end of the source, wherever that is
 * @param opened an answer that begins at `first`, where there is one already
 * @param signal ends this part, besides whatever ends the source
 * @throws TranscodeError what broke it, where it cannot be mended; `signal.reason` when aborted
 */
export async function* readPart(
  resource: Resource,
  first: number,
  end?: number,
  { opened, signal }: { readonly opened?: Part; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Buffer, void, undefined> {
  const { version, continuable } = resource;
  const fetching = signal ? { ...resource.fetching, signal } : resource.fetching;
  let until = end ?? version.length;
  const nextTry = startRow(fetching, first);
  let at = first;
  let part = opened;
  let broken: TranscodeError | undefined;
  let asking = false;
  while (part || until === undefined || at < until) {
    const before = at;
    try {
      asking = broken !== undefined;
      part ??= await resource.ask(at, end, signal);
      asking = false;
      // Where the first answer had no length, a further one tells it.
      until ??= part.extent.total;
      for await (const bytes of wanted(part, at, until, fetching)) {
        at += bytes.length;
        yield bytes;
      }
      if (until === undefined || at >= until) return;
      // A server may answer with less than it was asked for, but not so little that it takes thousands of requests.
      if (at - before < fetching.limits.progressBytes) {
        throw new TranscodeError('DOWNLOAD_FAILED', 'The source sends hardly anything at a time.');
      }
    } catch (error) {
      if (broken && error instanceof TranscodeError && error.code === 'DOWNLOAD_FAILED' && !error.recoverable) {
        // What cannot be continued broke all the same, and that is what may not happen the next time.
        throw new TranscodeError(broken.code, broken.message, { cause: error });
      }
      if (!continuable || !isMendable(error, asking)) throw error;
      broken = error;
      await nextTry(at, error);
    }
    part = undefined;
  }
}

/** The bytes from `first` to the end of a source whose length is known, no more of them asked for than a reader seems to need. */
export async function* readWindows(resource: Resource, first: number): AsyncGenerator<Buffer, void, undefined> {
  const total = resource.version.length ?? first;
  const windowEnd = growingWindows(resource.fetching.limits);
  for (let at = first; at < total; ) {
    const end = windowEnd(at, total);
    yield* readPart(resource, at, end);
    at = end;
  }
}
