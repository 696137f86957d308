import { TranscodeError } from '../../contract/errors.ts';
import type { SourceLimits } from '../../settings/source-limits.ts';

/** What one source has cost so far, over all its connections. */
export interface Meter {
  /** That came in, whether or not they were wanted in the end. */
  readonly bytes: number;
  /**
   * Counts what came.
   *
   * @param waitedMs for how long somebody had waited for it; time in which nobody asked is nobody's fault
   * @throws TranscodeError `DOWNLOAD_FAILED` past the limit of a source, `TIMEOUT` below the floor: a source that drips
   * a byte a second is never silent for long enough
   */
  readonly count: (bytes: number, waitedMs: number) => void;
}

export const startMeter = (limits: SourceLimits): Meter => {
  let bytes = 0;
  let waited = 0;
  let cameMeanwhile = 0;
  return {
    get bytes() {
      return bytes;
    },
    count: (came, waitedMs) => {
      if (bytes + came > limits.maxBytes) {
        throw new TranscodeError('DOWNLOAD_FAILED', `The source is larger than ${limits.maxBytes} bytes.`, {
          recoverable: false,
        });
      }
      bytes += came;
      waited += waitedMs;
      cameMeanwhile += came;
      if (waited < limits.floorMs) return;
      const perSecond = cameMeanwhile / (waited / 1000);
      waited = 0;
      cameMeanwhile = 0;
      if (perSecond < limits.floorBytesPerSecond) {
        throw new TranscodeError(
          'TIMEOUT',
          `The source sends fewer than ${limits.floorBytesPerSecond} bytes a second.`,
        );
      }
    },
  };
};
