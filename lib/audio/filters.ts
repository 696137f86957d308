import type { EqPreset } from '../contract/formats.ts';
import type { Filters, TranscodeRequest } from '../contract/request.ts';
import type { Cut } from './input.ts';

/** Hz: the centres of the ten octaves (ISO 266, rounded as equalisers name them). */
const EQ_BANDS = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000] as const;

/** Hz of every chain's inside: a band at or above Nyquist turns an equaliser's output into NaN, which is silence. */
const CHAIN_RATE = 48000;

const TRUE_PEAK = -1.5;
/** LU: EBU R128's own loudness range of a programme, as the filter wants one named. */
const LOUDNESS_RANGE = 11;

/** A number as ffmpeg reads it, never in exponent form. */
const decimal = (value: number): string => value.toFixed(9).replace(/\.?0+$/, '');

/** A bell one octave wide (RBJ's Audio EQ Cookbook, "peakingEQ"); `bass` and `treble` would be shelves. */
const peak = (hz: number, gain: number): string => `equalizer=f=${hz}:width_type=o:w=1:g=${decimal(gain)}`;

const PRESETS: Readonly<Record<EqPreset, readonly string[]>> = {
  flat: [],
  bass_boost: [peak(100, 6)],
  treble: [peak(8000, 4)],
  // Two poles and a Q of 1/√2 make a Butterworth.
  voice: ['highpass=f=200:p=2:t=q:w=0.707107', 'lowpass=f=3000:p=2:t=q:w=0.707107'],
};

function equaliser({ eq_preset, eq_bands }: Filters): readonly string[] {
  if (!eq_bands) return PRESETS[eq_preset];
  return EQ_BANDS.flatMap((hz, band) => {
    const gain = eq_bands[band] ?? 0;
    return gain === 0 ? [] : [peak(hz, gain)];
  });
}

/**
 * The caller's own chain, which is written for stereo, in floating point: what one filter boosts the next may take back.
 * ffmpeg converts between what filters take by itself.
 */
const custom = ({ custom_filter }: Filters): readonly string[] =>
  custom_filter ? ['aformat=sample_fmts=fltp:channel_layouts=stereo', custom_filter] : [];

/** Read faster, so that it sounds higher, then stretched back to its own length. */
function pitch(factor: number): readonly string[] {
  if (factor === 1) return [];
  const rate = Math.round(CHAIN_RATE * factor);
  return [`asetrate=${rate}`, `aresample=${CHAIN_RATE}`, `atempo=${decimal(CHAIN_RATE / rate)}`];
}

/**
 * By counting samples, and not by the source's time stamps: a gap between those is no audio, and is not told as such.
 * Rounded, because asetpts cuts the fraction off that a quotient of numbers like these may have lost.
 */
const COUNTED = 'asetpts=round(N/SR/TB)';

function trim(cut: Cut, duration: number | undefined): readonly string[] {
  const length = duration === undefined ? '' : `duration=${decimal(duration)}`;
  if ('start' in cut) {
    if (cut.start === 0 && duration === undefined) return [COUNTED];
    return [`atrim=start=${decimal(cut.start)}${length && `:${length}`}`, COUNTED];
  }
  const end = cut.endSample === undefined ? '' : `:end_pts=${cut.endSample}`;
  // Two, because one ends with the later of its ends.
  return [`atrim=start_pts=${cut.startSample}${end}`, COUNTED, ...(length ? [`atrim=${length}`] : [])];
}

function fades({ fade_in, fade_out, duration, filters }: TranscodeRequest): readonly string[] {
  const fadeOutAt = Math.max(0, (duration ?? 0) / filters.speed - fade_out);
  return [
    ...(fade_in > 0 ? [`afade=t=in:d=${decimal(fade_in)}`] : []),
    ...(fade_out > 0 ? [`afade=t=out:st=${decimal(fadeOutAt)}:d=${decimal(fade_out)}`] : []),
  ];
}

/**
 * The filters of a request in the contract's order: custom, equaliser, pitch, speed, volume, loudness, fades. Nothing is in the
 * chain that would change nothing, but the counting of samples.
 *
 * @param cut - what is kept of the decoded source, where that is not simply what the request says
 * @returns the argument of `-af`
 */
export function filterChain(request: TranscodeRequest, cut: Cut = { start: request.start }): string {
  const { duration, normalize, target_loudness, filters } = request;
  const effects = [
    ...custom(filters),
    ...equaliser(filters),
    ...pitch(filters.pitch),
    ...(filters.speed === 1 ? [] : [`atempo=${decimal(filters.speed)}`]),
    ...(filters.volume === 1 ? [] : [`volume=${decimal(filters.volume)}`]),
    ...(normalize ? [`loudnorm=I=${decimal(target_loudness)}:TP=${TRUE_PEAK}:LRA=${LOUDNESS_RANGE}`] : []),
    ...fades(request),
  ];
  return [...trim(cut, duration), ...(effects.length > 0 ? [`aresample=${CHAIN_RATE}`, ...effects] : [])].join(',');
}
