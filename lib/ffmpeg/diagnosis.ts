import { CONTAINER_NAMES, type Container } from '../audio/container.ts';
import { TranscodeError } from '../contract/errors.ts';
import type { Exit } from './encoder.ts';
import { withoutAudio, withoutDecoder } from './streams.ts';

/** What ffmpeg says, at its end, when the input is the trouble and not itself; the first that matches counts. */
const INPUT_FAULTS: readonly { readonly says: RegExp; readonly message: string }[] = [
  { says: /moov atom not found/, message: 'The source is an MP4 whose index is missing.' },
  // In the words of musl and of glibc.
  { says: /Out of memory|Cannot allocate memory/, message: 'The source asks for more memory than a stream may have.' },
  {
    says: /rematrix|(?:select|invalid|unsupported) channel layout/i,
    message: 'The source has channels that Sluice cannot mix.',
  },
];

const NOTHING =
  /Invalid data found when processing input|Error opening input|could not find codec parameters|Failed to find two consecutive/i;
const NO_DECODER = /Decoder not found|no decoder found|Unknown decoder|Decoding requested, but no decoder/;
const NO_AUDIO = /matches no streams/;

/** It read to the end without a complaint, and what a resampler needs before it gives anything did not come. */
const EMPTY = /Output file is empty/;
/** The same behind a filter that holds frames back: it waits for more of an input that has ended (fftools/ffmpeg_filter.c). */
const STARVED = /^Assertion best_input >= 0 failed/m;
const COMPLAINT = /error|invalid/i;
const TOO_SHORT = 'The source holds no sound, or too few samples of it to be resampled.';

const nothingDecoded = (container: Container | undefined): string =>
  container
    ? `The source begins like ${CONTAINER_NAMES[container]}, and nothing in it can be decoded.`
    : 'The source is not audio that Sluice can decode.';

const unsupported = (message: string, cause: string) => new TranscodeError('UNSUPPORTED_FORMAT', message, { cause });

/** What was thrown away with the encoder's words: they are for the log. */
const died = (message: string, exit: Exit, cause: unknown) =>
  new TranscodeError('FFMPEG_ERROR', message, {
    cause,
    ...(exit.code === null ? {} : { details: { exit_code: exit.code } }),
  });

/**
 * Why an encoder gave no audio, or stopped short. Exit codes lie (a source of garbage and a missing decoder share one,
 * and an MP4 with its index at the end leaves with 0), so the words decide first.
 *
 * @param stderr - what it said
 * @param container - what the source began like
 */
export function diagnose(exit: Exit, stderr: string, container?: Container): TranscodeError {
  if (exit.spawnError) {
    return new TranscodeError('FFMPEG_ERROR', 'The encoder could not be started.', { cause: exit.spawnError });
  }
  if (exit.signal === 'SIGABRT' && STARVED.test(stderr)) return unsupported(TOO_SHORT, stderr);
  if (exit.signal)
    return died('The encoder was stopped while it worked.', exit, new Error(`${exit.signal}: ${stderr}`));
  if (NO_AUDIO.test(stderr)) return unsupported(withoutAudio(stderr), stderr);
  if (NO_DECODER.test(stderr)) return unsupported(withoutDecoder(stderr), stderr);
  const fault = INPUT_FAULTS.find(({ says }) => says.test(stderr));
  if (fault) return unsupported(fault.message, stderr);
  if (exit.code === 0 && EMPTY.test(stderr) && !COMPLAINT.test(stderr)) return unsupported(TOO_SHORT, stderr);
  if (NOTHING.test(stderr) || exit.code === 0) return unsupported(nothingDecoded(container), stderr);
  return died('The encoder failed.', exit, new Error(stderr));
}
