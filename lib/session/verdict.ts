import { TranscodeError } from '../contract/errors.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { diagnose } from '../ffmpeg/diagnosis.ts';
import type { Encoder } from '../ffmpeg/encoder.ts';

/** Why an encoder ended without having written any audio. */
export async function whyNoAudio(request: TranscodeRequest, encoder: Encoder): Promise<TranscodeError> {
  const exit = await encoder.exit;
  const error = diagnose(exit, encoder.messages());
  // It decoded, and nothing was left: the cut at `start` has eaten it all.
  if (exit.code === 0 && request.start > 0 && (await encoder.facts).codec) {
    return refusal([{ field: 'start', message: 'is at or past the end of the source', value: request.start }]);
  }
  return error;
}

/** Why an encoder stopped after it had written audio; `undefined` where it finished. */
export async function whyBroken(encoder: Encoder): Promise<TranscodeError | undefined> {
  const exit = await encoder.exit;
  if (exit.code === 0) return undefined;
  return new TranscodeError('FFMPEG_ERROR', 'The encoder failed midway.', {
    ...(exit.code === null ? {} : { details: { exit_code: exit.code } }),
    cause: diagnose(exit, encoder.messages()),
  });
}
