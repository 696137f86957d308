/** What asks for the end: a signal, which may take its time, or a parent that is gone, which nobody waits for. */
export interface StopListeners {
  /** The first SIGTERM or SIGINT: finish what runs. */
  readonly onDrain: () => void;
  /** A second signal, or the end of the parent's IPC channel: end at once. */
  readonly onClose: () => void;
}

/**
 * Ctrl-C under `npx` or `npm start` is two signals: one from the terminal, to the whole group, and one that npm hands
 * on (@npmcli/run-script, signal-manager.js). Within this time they are one.
 */
const SAME_SIGNAL_MILLISECONDS = 500;

/**
 * Listens for the end.
 * @returns A function that stops listening.
 */
export function listenForStop({ onDrain, onClose }: StopListeners): () => void {
  let first: number | undefined;
  const onSignal = (): void => {
    if (first === undefined) {
      first = performance.now();
      onDrain();
    } else if (performance.now() - first > SAME_SIGNAL_MILLISECONDS) {
      onClose();
    }
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  if (process.send) process.once('disconnect', onClose);
  return () => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal).off('disconnect', onClose);
  };
}
