import type { Socket } from 'node:net';
import type { Target } from '../guard/target.ts';

/**
 * The one connection that is kept from a finished range to the next one: three round trips saved where there is TLS. It
 * goes to an address that was checked when it was made, and it is only ever used for the origin it was made for.
 */
export interface KeptConnection {
  readonly take: (target: Target) => Socket | undefined;
  readonly put: (target: Target, socket: Socket) => void;
  /** Idempotent; what is put afterwards is closed at once. */
  readonly close: () => void;
}

export const keepConnection = (): KeptConnection => {
  let kept: { readonly origin: string; readonly socket: Socket } | undefined;
  let closed = false;
  const drop = (): void => {
    kept?.socket.destroy();
    kept = undefined;
  };
  return {
    take: ({ url }) => {
      const { origin, socket } = kept ?? {};
      if (!socket || origin !== url.origin || socket.destroyed || !socket.writable) {
        drop();
        return undefined;
      }
      kept = undefined;
      return socket;
    },
    put: ({ url }, socket) => {
      drop();
      // Nobody listens to it while it waits, and a server may well reset what it has kept for too long.
      if (socket.listenerCount('error') === 0) socket.on('error', () => {});
      if (closed) socket.destroy();
      else kept = { origin: url.origin, socket };
    },
    close: () => {
      closed = true;
      drop();
    },
  };
};
