import type { RequestInput } from '../../../lib/contract/schema.ts';
import { LIMITS } from '../../../lib/settings/limits.ts';
import { pick } from '../../fixtures/random.ts';
import { serveFile } from '../../fixtures/servers.ts';
import { numbered } from '../numbered.ts';
import { asked, served } from './asked.ts';
import type { Watched } from './encoders.ts';
import { mutated } from './mutate.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Place } from './place.ts';
import type { RealFiles } from './real-files.ts';

/** Bytes that an encoder may have had at most: one large piece, and what the dearest filter takes (loudness: 110 MB). */
const MOST_MEMORY = LIMITS.encoderPieceBytes + 128 * 2 ** 20;

/** A damaged file and what is asked of it. */
export interface Input {
  readonly number: number;
  /** Of the file that it was. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly fields: Omit<RequestInput, 'source_url'>;
  readonly serving: ReturnType<typeof served>;
}

export interface Tried extends Outcome {
  readonly input: Input;
  readonly peakBytes: number;
  readonly seconds: number;
}

/**
 * The input of a number: the same at every run with the same files and seed.
 *
 * @param kinds - one of which is taken as often as another, however many files it has
 */
export function inputOf(kinds: readonly [RealFiles, ...RealFiles[]], seed: number, number: number): Input {
  const next = numbered(seed, number);
  const { name, bytes } = pick(next, pick(next, kinds));
  const other = pick(next, pick(next, kinds));
  return {
    number,
    name,
    fields: asked(next, name),
    serving: served(next),
    bytes: mutated(bytes, next, other.bytes),
  };
}

/** Sends an input through a session, and looks at what came of it. */
export async function tried(input: Input, place: Place, watched: Watched): Promise<Tried> {
  const began = performance.now();
  const origin = await serveFile(input.bytes, input.serving);
  const { kind, wrong } = await outcomeOf({ source_url: origin.url, ...input.fields }, origin.hostPort, place.binary);
  await origin.close();
  const { signals, peakBytes, ...seen } = watched.seen(place.folder);
  const reports = [...seen.reports, ...(await place.reports())];
  // FFmpeg ends itself by an assertion where a filter waits for more of too little: that is known for what it is, and told.
  const known = (signal: string): boolean => signal === 'SIGABRT' && kind === 'UNSUPPORTED_FORMAT';
  const ends = signals.filter((signal) => !known(signal)).map((signal) => `its encoder died of ${signal}`);
  // A sanitizer has limits of its own, and takes several times as much.
  const much = peakBytes > MOST_MEMORY && !place.isSanitized ? [`took ${(peakBytes / 2 ** 20).toFixed(0)} MB`] : [];
  return {
    ...{ input, kind, peakBytes, seconds: (performance.now() - began) / 1000 },
    wrong: [...wrong, ...ends, ...much, ...reports],
  };
}
