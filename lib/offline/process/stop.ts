/** What asks for the end. */
export interface StopListeners {
  /** The first SIGTERM or SIGINT, or the end of the npm that started this: finish what runs. */
  readonly onDrain: () => void;
  /** A second signal, or the end of the parent's IPC channel: end at once. */
  readonly onClose: () => void;
}

/**
 * Ctrl-C under `npx` or `npm start` is two signals: one from the terminal, to the whole group, and one that npm hands
 * on (@npmcli/run-script, signal-manager.js). Within this time they are one.
 */
const SAME_SIGNAL_MILLISECONDS = 500;

const PARENT_LOOK_MILLISECONDS = 500;

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
  const parent = process.ppid;
  // `npx` does not hand a SIGTERM on: it ends alone, and this would go on with nobody knowing of it.
  const orphaned = (): boolean => process.env.npm_command !== undefined && process.ppid !== parent;
  const look = setInterval(() => orphaned() && first === undefined && onSignal(), PARENT_LOOK_MILLISECONDS).unref();
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  if (process.send) process.once('disconnect', onClose);
  return () => {
    clearInterval(look);
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal).off('disconnect', onClose);
  };
}
