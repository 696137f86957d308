import { RATE, type Stereo } from './stereo.ts';

/** −3 dBFS: room for what a lossy encoder adds. */
const PEAK = 10 ** (-3 / 20);
const FADE_SECONDS = 2.5;
/** How far the loudest peaks are rounded before the level is set. */
const DRIVE = 0.3;

/** Interleaved 16-bit samples of a mix: offset removed, peaks rounded, faded out, and as loud as {@link PEAK} allows. */
export function master(mix: Stereo): Int16Array {
  const channels = [mix.left, mix.right];
  let peak = 0;
  for (const channel of channels) {
    finish(channel);
    for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
  }
  const scale = (PEAK * 32_767) / peak;
  const pcm = new Int16Array(mix.left.length * 2);
  for (const [index, channel] of channels.entries()) {
    for (let i = 0; i < channel.length; i++) pcm[i * 2 + index] = Math.round((channel[i] ?? 0) * scale);
  }
  return pcm;
}

/** A first-order high-pass at 20 Hz against an offset, then the curve, then the fade; in place. */
function finish(channel: Float32Array): void {
  const keep = Math.exp((-2 * Math.PI * 20) / RATE);
  let input = 0;
  let output = 0;
  for (let i = 0; i < channel.length; i++) {
    const sample = channel[i] ?? 0;
    output = keep * (output + sample - input);
    input = sample;
    const left = Math.min(1, (channel.length - 1 - i) / (FADE_SECONDS * RATE));
    channel[i] = Math.tanh(output * DRIVE) * left * left * (3 - 2 * left);
  }
}
