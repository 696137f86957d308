import { probeArguments, transcodeArguments } from '../audio/arguments.ts';
import { type Encoder, startEncoder } from '../ffmpeg/encoder.ts';
import { feed } from '../ffmpeg/feed.ts';
import type { Route } from './route.ts';

export interface Started {
  readonly encoder: Encoder;
  /** As `performance.now()`. */
  readonly began: number;
  /** Whether it was given all of its source, or reads that by itself. */
  readonly hasAll: () => boolean;
}

/**
 * Starts the encoder on a route, to work or only to look, and feeds it where it does not read by itself.
 *
 * @param onFailure runs when the source fails; it has to kill the encoder, which would take that for the end
 */
export function startOn(
  route: Route,
  task: 'transcode' | 'probe',
  binary: string,
  onFailure: (error: unknown) => void,
): Started {
  const { plan, input, stdin } = route;
  const args = task === 'probe' ? probeArguments(input) : transcodeArguments(plan, input);
  const began = performance.now();
  const encoder = startEncoder(binary, args, typeof stdin === 'object' ? 'pipe' : (stdin ?? 'ignore'));
  let fed = typeof stdin !== 'object';
  if (encoder.stdin && typeof stdin === 'object') {
    void feed(stdin, encoder.stdin, onFailure).then((all) => {
      fed = all;
    });
  }
  return { encoder, began, hasAll: () => fed };
}
