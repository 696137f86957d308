import { contentType } from '../contract/formats.ts';
import { HEADERS } from '../contract/headers.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { SessionFacts } from '../session/options.ts';

/** To the millisecond, which is finer than any frame. */
const seconds = (value: number): string => String(Number(value.toFixed(3)));

/**
 * What the contract says of an answer in its headers; what is not known is not said.
 *
 * @param deadline - as `performance.now()`, at which the answer is broken off
 */
export function audioHeaders(
  request: TranscodeRequest,
  facts: SessionFacts,
  transcodeId: string,
  deadline: number,
): Record<string, string> {
  const { output_format, sample_rate, channels } = request;
  const said: Record<string, string | undefined> = {
    'Content-Type': contentType(output_format, sample_rate, channels),
    'Cache-Control': 'no-store',
    'Accept-Ranges': 'none',
    [HEADERS.transcodeId]: transcodeId,
    [HEADERS.sourceFormat]: facts.sourceFormat,
    [HEADERS.sourceCodec]: facts.sourceCodec,
    [HEADERS.sourceDuration]: facts.sourceDuration === undefined ? undefined : seconds(facts.sourceDuration),
    [HEADERS.contentDuration]: facts.contentDuration === undefined ? undefined : seconds(facts.contentDuration),
    [HEADERS.sampleRate]: String(sample_rate),
    [HEADERS.channels]: String(channels),
    [HEADERS.bitrate]: facts.bitrate === undefined ? undefined : `${facts.bitrate}k`,
    [HEADERS.mode]: facts.mode,
    [HEADERS.sourceLive]: facts.streamLimit === undefined ? undefined : 'true',
    [HEADERS.streamLimit]: facts.streamLimit === undefined ? undefined : seconds(facts.streamLimit),
    [HEADERS.streamDeadline]: String(Math.max(0, Math.floor((deadline - performance.now()) / 1000))),
  };
  return Object.fromEntries(Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
