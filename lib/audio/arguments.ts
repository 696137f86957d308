import { LIMITS } from '../settings/limits.ts';
import { encoderArguments, isNarrow } from './encoders.ts';
import { bounds } from './filters/bounds.ts';
import { filterChain } from './filters/filters.ts';
import { type EncoderInput, isUntimed } from './input.ts';
import { muxerArguments } from './muxers.ts';
import type { Plan } from './plan.ts';
import { tagArguments } from './tags/tag-arguments.ts';

/**
 * Bytes and microseconds ffmpeg may look ahead where we know the container: it has nothing left to find out. 32 is the
 * least that it takes, and the first frame is read in any case; 4096 are a quarter of a second of an MP3.
 */
const KNOWN = ['-probesize', '32', '-analyzeduration', '0'];
/** Bytes it may probe where we do not. */
const UNKNOWN = ['-probesize', '32768'];

/** `info` prints what was found of the source once and for nothing, so there is no ffprobe; `-nostats` ends it there. */
const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'info', '-nostats'];

/** Of memory, which a damaged or hostile source would otherwise have as much of as its numbers say. */
const BOUNDED = ['-max_alloc', String(LIMITS.encoderPieceBytes)];

/** A decoder with threads gives a frame only when each of them has one: two or three frames of FLAC late. */
const DECODER = ['-threads', '1'];

/** The relay answers with windows, at whose ends ffmpeg has to come back for more; it leads nowhere else. */
const RELAY = ['-reconnect', '1', '-max_redirects', '0', '-seekable', '1'];

/**
 * Where it reads, and the only protocols that it may open for that: the layer's ffmpeg has no others, but another one on
 * PATH may, and a source could be a playlist in a disguise that only its demuxers see through.
 */
const place = (from: EncoderInput['from']): readonly string[] => {
  if (from === 'pipe') return ['-protocol_whitelist', 'pipe', '-i', 'pipe:0'];
  if (from === 'file') return ['-protocol_whitelist', 'fd', '-i', 'fd:'];
  return ['-protocol_whitelist', 'http,tcp', ...RELAY, '-i', from.url];
};

const input = ({ container, hidden, from, seek }: EncoderInput): string[] => [
  ...DECODER,
  ...(container && !hidden ? KNOWN : UNKNOWN),
  ...(container ? ['-f', container] : []),
  ...(seek > 0 ? ['-ss', String(seek)] : []),
  ...place(from),
];

/** ffmpeg's arguments to say what a source is and do nothing else. */
export const probeArguments = (from: EncoderInput): string[] => [...QUIET, ...BOUNDED, ...input(from)];

/** Where the muxer stops: of the source's own packets at the end of `duration`, which a station's answer has. */
function end({ mode, request, longest = Number.POSITIVE_INFINITY }: Plan): string[] {
  const { duration = Number.POSITIVE_INFINITY } = mode === 'copy' ? request : {};
  const seconds = Math.min(duration, longest);
  return Number.isFinite(seconds) ? ['-t', String(seconds)] : [];
}

/** ffmpeg's arguments for an answer that leaves on its stdout. */
export function transcodeArguments(plan: Plan, from: EncoderInput): string[] {
  const { mode, request, tags = {}, sourceDuration, sourceCodec, sourceIsLossy } = plan;
  return [
    ...QUIET,
    ...BOUNDED,
    ...input(from),
    // The first audio stream and nothing else: a cover is a video stream.
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
    ...(mode === 'copy'
      ? ['-c:a', 'copy']
      : [
          '-af',
          filterChain(
            request,
            from.cut,
            sourceDuration,
            isUntimed(from.container),
            bounds(from.container, sourceCodec),
          ),
          ...encoderArguments(request, isNarrow(from.container, sourceIsLossy)),
        ]),
    ...end(plan),
    ...muxerArguments(request),
    ...tagArguments(request.output_format, tags),
    // Two runs of one request give the same bytes: the Ogg serial number is random otherwise.
    ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
    // No packet waits for the next one; throughput comes first where latency does not matter.
    ...(request.low_latency ? ['-flush_packets', '1'] : []),
    'pipe:1',
  ];
}
