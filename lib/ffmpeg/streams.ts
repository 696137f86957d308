/** What ffmpeg says of the streams that it found: their kinds and codecs, for a caller to whom neither is any use. */

/** With the indent that ffmpeg itself gives a stream: a tag's text is indented deeper. */
const STREAM = /^ {2}Stream #0:\d+\S*: (\w+): (\w+)(?: \((?![^)]* \/ 0x)[^)]*\))*(?: \((\S{1,8}) \/ 0x[0-9A-F]+\))?/gm;

interface Stream {
  /** As in `Audio` or `Video`. */
  readonly kind: string;
  /** ffmpeg's name of it; `none` where it has none. */
  readonly codec: string;
  /** What the container calls it. */
  readonly tag: string | undefined;
}

const streams = (stderr: string): readonly Stream[] =>
  [...stderr.matchAll(STREAM)].map(([, kind = '', codec = '', tag]) => ({ kind, codec, tag }));

/** A name that a person may look for: ffmpeg's, or the container's where ffmpeg has none. */
const named = ({ codec, tag }: Stream): string => (codec === 'none' ? (tag ?? 'an unknown codec') : codec);

/** Of a source in which there is no audio stream. */
export function withoutAudio(stderr: string): string {
  const others = streams(stderr).filter(({ kind }) => kind !== 'Audio');
  const kinds = [...new Set(others.map((stream) => `${stream.kind.toLowerCase()} (${named(stream)})`))];
  return kinds.length > 0
    ? `The source holds no audio stream, only ${kinds.slice(0, 3).join(', ')}.`
    : 'The source holds no audio stream.';
}

/** Of a source whose first audio stream has no decoder here. */
export function withoutDecoder(stderr: string): string {
  const audio = streams(stderr).find(({ kind }) => kind === 'Audio');
  if (!audio) return 'The source uses a codec that Sluice cannot decode.';
  return `The source’s audio is coded as ${named(audio)}, which Sluice cannot decode.`;
}
