import { isLossy } from '../../contract/formats.ts';
import type { TranscodeRequest } from '../../contract/request.ts';
import { decimal } from './decimal.ts';
import { limiter } from './limiter.ts';

/** dBTP. */
const TRUE_PEAK = -1.5;
/** dBTP in front of a lossy encoder: half a decibel for what coding adds to the peaks (docs/decisions.md). */
const TRUE_PEAK_IF_LOSSY = -2;
/** LU: EBU R128's own loudness range of a programme, as the filter wants one named. */
const LOUDNESS_RANGE = 11;

/**
 * LUFS: up to here loudnorm alone meets its target. Above, its own limiter leaves the sample 2.4 LU short at −9 and 7.7 at
 * −5; a gain and a limiter behind it leave 1.2 and 3.4 in a lossless format, and somewhat more in a lossy one, whose true
 * peak is lower (docs/decisions.md, `npm run bench:loudness`).
 */
const LOUDNORM_REACHES = -16;

/** EBU R128 in one pass. What comes out has 192 kHz, at which a limiter sees true peaks. */
export function loudness({ normalize, target_loudness, output_format }: TranscodeRequest): readonly string[] {
  if (!normalize) return [];
  const truePeak = isLossy(output_format) ? TRUE_PEAK_IF_LOSSY : TRUE_PEAK;
  const target = Math.min(target_loudness, LOUDNORM_REACHES);
  const gain = target_loudness - target;
  return [
    `loudnorm=I=${decimal(target)}:TP=${truePeak}:LRA=${LOUDNESS_RANGE}`,
    ...(gain > 0 ? [`volume=${decimal(gain)}dB`, limiter({ ceiling: truePeak, attack: 5, release: 50 })] : []),
  ];
}
