import type { TranscodeRequest } from '../contract/request.ts';
import type { SessionFacts } from '../session/options.ts';

/** Of a request, for the log. Its source only by its host: a path may be as secret as a query. */
export const requestFields = (method: string, { source_url, output_format, start, continued }: TranscodeRequest) => ({
  method,
  format: output_format,
  source_host: URL.parse(source_url)?.host,
  start,
  continued,
});

/** What was found out until the first audio, for the log. */
export const factFields = (facts: SessionFacts) => ({
  source_format: facts.sourceFormat,
  source_codec: facts.sourceCodec,
  source_duration: facts.sourceDuration,
  content_duration: facts.contentDuration,
  bitrate: facts.bitrate,
  mode: facts.mode,
  stream_limit: facts.streamLimit,
});
