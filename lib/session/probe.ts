import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { diagnose } from '../ffmpeg/diagnosis.ts';
import { withoutAudio, withoutDecoder } from '../ffmpeg/streams.ts';
import { throwTooLong } from './answer-limits.ts';
import { sessionFacts } from './facts.ts';
import type { SessionFacts, SessionOptions } from './options.ts';
import { openRoute } from './route.ts';
import { startOn } from './start.ts';
import { startStop } from './stop.ts';
import { endsBefore, startPastEnd } from './verdict.ts';

/** ffmpeg's name of a codec that it does not know, so that nobody has to try whether it can be decoded. */
const UNKNOWN_CODEC = 'none';

/**
 * Finds out what a request's source is, and encodes nothing: ffmpeg without an output prints what it found and leaves.
 *
 * @throws {TranscodeError} as `openSession`, as far as it can be known without decoding
 */
export async function probe(request: TranscodeRequest, options: SessionOptions): Promise<SessionFacts> {
  const stop = startStop(options.deadline, options.signal);
  try {
    const route = await openRoute(request, options, stop, stop.now);
    const { encoder } = startOn(route, 'probe', options.binary, stop.now);
    stop.onStop(encoder.abandon);
    const exit = await encoder.exit;
    const found = await encoder.facts;
    if (!found.codec) {
      if (found.demuxer) throw new TranscodeError('UNSUPPORTED_FORMAT', withoutAudio(encoder.messages()));
      throw stop.reason ?? diagnose(exit, encoder.messages(), route.input.container);
    }
    const facts = await sessionFacts(route, found);
    if (found.codec === UNKNOWN_CODEC)
      throw new TranscodeError('UNSUPPORTED_FORMAT', withoutDecoder(encoder.messages()));
    throwTooLong(request, facts.contentDuration, options.limits);
    if (endsBefore(request, facts.sourceDuration)) throw startPastEnd(request);
    return facts;
  } finally {
    stop.end();
  }
}
