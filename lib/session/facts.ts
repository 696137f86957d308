import { contentDuration } from '../audio/duration.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { SourceFacts } from '../ffmpeg/banner.ts';
import type { SessionFacts } from './options.ts';

/** One name for demuxers that answer to several: the extension that people know the container by. */
const FORMAT_NAMES: Readonly<Record<string, string>> = { mov: 'm4a', matroska: 'webm' };

/** The encoder's findings in the contract's words. */
export function sessionFacts(request: TranscodeRequest, { demuxer, codec, duration }: SourceFacts): SessionFacts {
  const [name = ''] = demuxer?.split(',') ?? [];
  return {
    sourceFormat: FORMAT_NAMES[name] ?? demuxer,
    sourceCodec: codec,
    sourceDuration: duration,
    contentDuration: contentDuration(request, duration),
  };
}
