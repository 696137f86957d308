/** What asks for the end: a signal, which may take its time, or a parent that is gone, which nobody waits for. */
export interface StopListeners {
  /** The first SIGTERM or SIGINT: finish what runs. */
  readonly onDrain: () => void;
  /** A second signal, or the end of the parent's IPC channel: end at once. */
  readonly onClose: () => void;
}

/**
 * Listens for the end.
 * @returns A function that stops listening.
 */
export function listenForStop({ onDrain, onClose }: StopListeners): () => void {
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals === 1) onDrain();
    else onClose();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  if (process.send) process.once('disconnect', onClose);
  return () => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal).off('disconnect', onClose);
  };
}
