import type { Tried } from './one.ts';

/** Counts what has come of the inputs, and says it in a table. */
export function tally() {
  const began = performance.now();
  const kinds = new Map<string, number>();
  let sent = 0;
  let failed = 0;
  let peak: Pick<Tried, 'peakBytes' | 'input'> | undefined;
  let slowest: Pick<Tried, 'seconds' | 'input'> | undefined;
  const add = (tried: Tried): void => {
    sent += 1;
    kinds.set(tried.kind, (kinds.get(tried.kind) ?? 0) + 1);
    if (tried.peakBytes > (peak?.peakBytes ?? 0)) peak = tried;
    if (tried.seconds > (slowest?.seconds ?? 0)) slowest = tried;
  };
  const rows = (): string[] => [
    ...[...kinds].toSorted(([, one], [, other]) => other - one).map(([kind, times]) => `${kind.padEnd(34)} ${times}`),
    `${'all'.padEnd(34)} ${sent}, in ${((performance.now() - began) / 1000).toFixed(0)} s`,
    `${'most memory of an encoder'.padEnd(34)} ${((peak?.peakBytes ?? 0) / 2 ** 20).toFixed(1)} MB, number ${peak?.input.number}`,
    `${'longest'.padEnd(34)} ${slowest?.seconds.toFixed(1)} s, number ${slowest?.input.number}`,
    `${'failures'.padEnd(34)} ${failed}`,
  ];
  return {
    add,
    rows,
    fail: () => {
      failed += 1;
    },
    failed: () => failed,
  };
}
