import type { Issue } from '../contract/errors.ts';
import { isLossy } from '../contract/formats.ts';
import { issueOf, refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { kilobitsOf, lightened, sourceSeconds } from '../contract/weight.ts';

/** What an answer may be at most, whoever asks. What is absent is not limited. */
export interface EverybodysLimits {
  /** Seconds of the answer. */
  readonly seconds?: number | undefined;
  /** kbit/s. */
  readonly kilobits?: number | undefined;
}

function tooHeavy(request: TranscodeRequest, kilobits: number): Issue {
  const { output_format, sample_rate, channels, bitrate } = request;
  if (isLossy(output_format)) return issueOf('bitrate', `must be ${kilobits} kbit/s at most here`, bitrate);
  const has = `${kilobitsOf(request)} kbit/s at ${sample_rate} Hz with ${channels} channel${channels === 1 ? '' : 's'}`;
  return issueOf(
    'output_format',
    `cannot be ${output_format} here, which has ${has}: the most is ${kilobits}; ask for opus, aac or mp3, or a lower sample_rate`,
  );
}

/**
 * A request held to what everybody may have: a bitrate that was left to us is lowered, what was asked for is refused.
 *
 * @throws {TranscodeError} 422, with all that is too much
 */
export function withinLimits(request: TranscodeRequest, { seconds, kilobits }: EverybodysLimits): TranscodeRequest {
  const light = kilobits === undefined ? request : lightened(request, kilobits);
  const { duration = 0, filters } = request;
  const issues: Issue[] = light ? [] : [tooHeavy(request, kilobits ?? 0)];
  const most = seconds === undefined ? Number.POSITIVE_INFINITY : sourceSeconds(seconds, filters.speed);
  if (duration > most)
    issues.push(issueOf('duration', `must be ${most} at most here: an answer may have ${seconds} s`, duration));
  if (!light || issues.length > 0) throw refusal(issues);
  return light;
}
