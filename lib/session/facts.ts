import { contentDuration } from '../audio/duration.ts';
import type { SourceFacts } from '../ffmpeg/banner.ts';
import type { SessionFacts } from './options.ts';
import type { Route } from './route.ts';
import { encryptedSource } from './verdict.ts';

/** One name for demuxers that answer to several: the extension that people know the container by. */
const FORMAT_NAMES: Readonly<Record<string, string>> = { mov: 'm4a', matroska: 'webm' };

/** Matroska counts its duration from zero, wherever its time stamps begin. */
function durationSaid({ input }: Route, { duration, startTime = 0 }: SourceFacts): number | undefined {
  return input.container === 'matroska' && duration !== undefined ? duration - startTime : duration;
}

/**
 * What a route and its encoder have found, in the contract's words.
 *
 * @throws {TranscodeError} 415 where the sound is encrypted: a decoder would make noise of it
 */
export async function sessionFacts(route: Route, found: SourceFacts): Promise<SessionFacts> {
  const { demuxer, codec, encrypted } = found;
  if (encrypted) throw encryptedSource(encrypted);
  const [name = ''] = demuxer?.split(',') ?? [];
  const { plan, streamLimit } = route;
  const { request, mode } = plan;
  const sourceDuration = (await route.duration()) ?? (route.encoderKnows ? durationSaid(route, found) : undefined);
  return {
    sourceFormat: FORMAT_NAMES[name] ?? demuxer,
    sourceCodec: codec,
    sourceDuration,
    contentDuration: contentDuration(request, sourceDuration),
    bitrate: request.bitrate,
    mode,
    streamLimit,
  };
}
