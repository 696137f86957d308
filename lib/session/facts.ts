import { contentDuration } from '../audio/duration.ts';
import type { SourceFacts } from '../ffmpeg/banner.ts';
import type { SessionFacts } from './options.ts';
import type { Route } from './route.ts';

/** One name for demuxers that answer to several: the extension that people know the container by. */
const FORMAT_NAMES: Readonly<Record<string, string>> = { mov: 'm4a', matroska: 'webm' };

/** What a route and its encoder have found, in the contract's words. */
export async function sessionFacts(route: Route, { demuxer, codec, duration }: SourceFacts): Promise<SessionFacts> {
  const [name = ''] = demuxer?.split(',') ?? [];
  const { request, streamLimit } = route;
  const sourceDuration = (await route.duration()) ?? (route.encoderKnows ? duration : undefined);
  return {
    sourceFormat: FORMAT_NAMES[name] ?? demuxer,
    sourceCodec: codec,
    sourceDuration,
    contentDuration: contentDuration(request, sourceDuration),
    streamLimit,
  };
}
