import { probeArguments } from '../audio/arguments.ts';
import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { diagnose } from '../ffmpeg/diagnosis.ts';
import { startEncoder } from '../ffmpeg/encoder.ts';
import { feed } from '../ffmpeg/feed.ts';
import { sessionFacts } from './facts.ts';
import type { SessionFacts, SessionOptions } from './options.ts';
import { openRecognised } from './recognised-source.ts';
import { startStop } from './stop.ts';
import { startPastEnd } from './verdict.ts';

/**
 * Finds out what a request's source is, and encodes nothing: ffmpeg without an output prints what it found and leaves.
 *
 * @throws {TranscodeError} as `openSession`, as far as it can be known without decoding
 */
export async function probe(request: TranscodeRequest, options: SessionOptions): Promise<SessionFacts> {
  const stop = startStop(options.deadline);
  try {
    const { audio, container } = await openRecognised(request, options, stop.signal);
    const encoder = startEncoder(options.binary, probeArguments(container));
    stop.onStop(encoder.abandon);
    void feed(audio, encoder.stdin, stop.now);
    const exit = await encoder.exit;
    const facts = await encoder.facts;
    if (facts.codec && (facts.duration ?? Number.POSITIVE_INFINITY) > request.start)
      return sessionFacts(request, facts);
    if (facts.codec) throw startPastEnd(request);
    if (facts.demuxer) throw new TranscodeError('UNSUPPORTED_FORMAT', 'The source holds no audio stream.');
    throw stop.reason ?? diagnose(exit, encoder.messages());
  } finally {
    stop.end();
  }
}
