import { joined, NOTHING, view } from './bytes.ts';
import type { Splice } from './splicing.ts';

/** Seconds. What a stretched leg may be off (docs/decisions.md), what is compared, and over how much a rest of a step is spread. */
const SEARCH = 0.03;
const MATCH = 0.02;
const RAMP = 0.003;

const SAMPLE_BYTES = 2;

/** Sums of all channels, so that one that is silent decides nothing. */
function mono(bytes: Uint8Array, channels: number): Float64Array {
  const samples = view(bytes);
  const step = SAMPLE_BYTES * channels;
  return Float64Array.from({ length: Math.floor(bytes.length / step) }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += samples.getInt16(frame * step + channel * SAMPLE_BYTES, true);
    return sum;
  });
}

/** By how many samples `later` is to be moved, so that what ends at `place` is most like `heard`. */
function lagOf(heard: Float64Array, later: Float64Array, place: number, most: number): number {
  let best = { lag: 0, match: 0 };
  for (let lag = -most; lag <= most; lag++) {
    const from = place + lag - heard.length;
    if (from < 0 || place + lag > later.length) continue;
    let [product, energy] = [0, 0];
    for (let at = 0; at < heard.length; at++) {
      const sample = later[from + at] ?? 0;
      product += sample * (heard[at] ?? 0);
      energy += sample * sample;
    }
    const match = energy > 0 ? product / Math.sqrt(energy) : 0;
    if (match > best.match) best = { lag, match };
  }
  return best.lag;
}

/** Spreads what is left of a step between two legs over the first samples of the second. */
function withoutStep(bytes: Uint8Array, last: Uint8Array, sampleRate: number, channels: number): Uint8Array {
  const smooth = bytes.slice();
  const [samples, before] = [view(smooth), view(last)];
  const step = SAMPLE_BYTES * channels;
  const length = Math.min(Math.round(RAMP * sampleRate), Math.floor(smooth.length / step));
  for (let channel = 0; channel < channels; channel++) {
    const at = (frame: number): number => frame * step + channel * SAMPLE_BYTES;
    const gap = before.getInt16(last.length - step + channel * SAMPLE_BYTES, true) - samples.getInt16(at(0), true);
    for (let frame = 0; frame < length; frame++) {
      const value = samples.getInt16(at(frame), true) + gap * (1 - frame / length);
      samples.setInt16(at(frame), Math.max(-32_768, Math.min(32_767, Math.round(value))), true);
    }
  }
  return smooth;
}

/**
 * PCM whose legs are not in phase, since `atempo` lays its windows where they fit what it has heard: a leg is moved to where it
 * is most like what was heard last.
 *
 * @param inner - puts legs together by their numbers
 * @param header - bytes of a leg in front of its samples; `undefined` while they have not all arrived
 */
export function alignedSplice(
  inner: Splice,
  header: (bytes: Uint8Array) => number | undefined,
  sampleRate: number,
  channels: number,
): Splice {
  const step = SAMPLE_BYTES * channels;
  const most = Math.round(SEARCH * sampleRate);
  const matched = Math.round(MATCH * sampleRate) * step;
  let heard: Uint8Array = NOTHING;
  let waiting: { readonly at: number; readonly bytes: Uint8Array } | undefined;

  const given = (out: Uint8Array): Uint8Array => {
    heard = joined([heard, out]).slice(-matched);
    return out;
  };

  return {
    get position() {
      return inner.position;
    },
    resumeAt: inner.resumeAt,
    begin: (at) => {
      inner.begin(at);
      waiting = at === undefined || heard.length < matched ? undefined : { at, bytes: NOTHING };
    },
    push: (chunk) => {
      if (!waiting) return given(inner.push(chunk));
      const { at } = waiting;
      const bytes = joined([waiting.bytes, chunk]);
      waiting = { at, bytes };
      const from = header(bytes);
      const place = Math.round((inner.position - at) * sampleRate);
      if (from === undefined || bytes.length - from < (place + most) * step) return NOTHING;
      const lag = lagOf(mono(heard, channels), mono(bytes.subarray(from), channels), place, most);
      waiting = undefined;
      inner.begin(at - lag / sampleRate);
      const out = inner.push(bytes);
      return given(out.length < step ? out : withoutStep(out, heard, sampleRate, channels));
    },
    marked: inner.marked,
    finish: () => {
      if (!waiting) return inner.finish();
      const { bytes } = waiting;
      waiting = undefined;
      return joined([inner.push(bytes), inner.finish()]);
    },
  };
}
