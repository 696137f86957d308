import { Presets, SingleBar } from 'cli-progress';

/** Tells a person at a terminal how far it is; nobody else. */
export interface Progress {
  readonly stop: () => void;
}

const SECOND = 1000;
/** Milliseconds. */
const EVERY = 200;

/** As in `1:23`, or `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/**
 * @param position - seconds that have come
 * @param length - seconds of the whole, where that is known
 */
export function showProgress(position: () => number | undefined, length: number | undefined): Progress {
  if (!process.stderr.isTTY) return { stop: () => {} };
  const began = performance.now();
  const format = length === undefined ? '{at}  {speed}×' : '{bar} {at} of {of}  {speed}×  {eta_formatted} left';
  const bar = new SingleBar(
    { stream: process.stderr, format, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(length ?? 1, 0, { at: clock(0), of: clock(length ?? 0), speed: '0' });
  const show = (): void => {
    const at = position() ?? 0;
    const speed = (at / Math.max(1, performance.now() - began)) * SECOND;
    bar.update(length === undefined ? 0 : Math.min(at, length), {
      at: clock(at),
      speed: speed.toFixed(speed < 10 ? 1 : 0),
    });
  };
  const timer = setInterval(show, EVERY);
  return {
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}
