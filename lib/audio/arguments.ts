import type { TranscodeRequest } from '../contract/request.ts';
import type { Container } from './container.ts';
import { encoderArguments } from './encoders.ts';
import { filterChain } from './filters.ts';

/** Bytes and microseconds ffmpeg may look ahead where we know the container: it has nothing left to find out. */
const KNOWN = ['-probesize', '4096', '-analyzeduration', '0'];
/** Bytes it may probe where we do not. */
const UNKNOWN = ['-probesize', '32768'];

/** `info` prints what was found of the source once and for nothing, so there is no ffprobe; `-nostats` ends it there. */
const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'info', '-nostats'];

const input = (container: Container | undefined): string[] => [
  ...(container ? [...KNOWN, '-f', container] : UNKNOWN),
  ...['-i', 'pipe:0'],
];

/** ffmpeg's arguments to say what arrives on its stdin and do nothing else. */
export const probeArguments = (container: Container | undefined): string[] => [...QUIET, ...input(container)];

/** ffmpeg's arguments for a source that arrives on its stdin and an answer that leaves on its stdout. */
export function transcodeArguments(request: TranscodeRequest, container: Container | undefined): string[] {
  const chain = filterChain(request);
  return [
    ...QUIET,
    ...input(container),
    // The first audio stream and nothing else: a cover is a video stream.
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
    ...(chain ? ['-af', chain] : []),
    ...encoderArguments(request),
    // Two runs of one request give the same bytes: the Ogg serial number is random otherwise.
    ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
    // No packet waits for the next one; throughput comes first where latency does not matter.
    ...(request.low_latency ? ['-flush_packets', '1'] : []),
    'pipe:1',
  ];
}
