import type { Container } from '../audio/container.ts';
import { isAsAsked } from '../audio/plan.ts';
import type { SourceCoding } from '../audio/source-coding/coding.ts';
import { codingOf } from '../audio/source-coding/source-coding.ts';
import { durationHint, durationOf } from '../audio/source-length/source-duration.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { RecognisedSource } from './recognised-source.ts';

/**
 * Bytes in which a container has said how it is coded, or never will: three frames of a stream that has no header, the
 * first page with audio, the description of the tracks. A paced source is not waited for longer than that.
 */
const WITHIN: Readonly<Record<Container, number>> = {
  mp3: 4_608,
  aac: 4_608,
  ac3: 4_608,
  eac3: 4_608,
  flac: 65_536,
  wav: 4_096,
  w64: 4_096,
  aiff: 4_096,
  au: 64,
  caf: 4_096,
  asf: 4_096,
  matroska: 16_384,
  ogg: 65_536,
  mov: 65_536,
};

/**
 * What a source says of its coding in its first bytes, which are waited for no longer than they take to tell; and where it is
 * what was asked for, no longer than it takes to see that its packets can be passed on.
 */
export async function sourceCoding(
  request: TranscodeRequest,
  { audio, container, length }: RecognisedSource,
): Promise<SourceCoding | undefined> {
  if (container === undefined) return undefined;
  for (let seen = -1; ; ) {
    const head = audio.held();
    const coding = codingOf(
      container,
      head,
      length,
      durationOf(container, head, undefined, length) ?? durationHint(container, head),
    );
    const isEnough = coding && (coding.copyable || !isAsAsked(request, coding));
    if (isEnough || head.length === seen || head.length >= WITHIN[container]) return coding;
    seen = head.length;
    await audio.peek(seen + 1);
  }
}
