import type { Socket } from 'node:net';
import type { SourceLimits } from '../../settings/source-limits.ts';
import { late } from '../http/failures.ts';
import type { WaitTerms } from '../http/wait.ts';
import { dial } from './dial.ts';
import { type Resolver, resolveTarget } from './resolve.ts';
import { secure } from './secure.ts';
import type { Target } from './target.ts';

/** A connection to a checked address, and how long its parts took in milliseconds. */
export interface Connection {
  readonly socket: Socket;
  readonly dnsMs: number;
  /** TCP and TLS. */
  readonly connectMs: number;
}

/**
 * Resolves, checks, pins and connects, all three within one deadline. A failure leaves no socket.
 *
 * @throws TranscodeError `INVALID_URL`, `DOWNLOAD_FAILED` or `TIMEOUT`; or `signal.reason`
 */
export const connectTo = async (
  target: Target,
  resolve: Resolver,
  limits: SourceLimits,
  signal: AbortSignal | undefined,
): Promise<Connection> => {
  const began = performance.now();
  const terms = (what: string): WaitTerms => ({
    ms: limits.connectMs - (performance.now() - began),
    late: () => late(what, limits.connectMs),
    signal,
  });
  const addresses = await resolveTarget(target, resolve, terms('was not found by its name'));
  const resolved = performance.now();
  const pinned = addresses.slice(0, limits.maxAddresses);
  const socket = await dial(target, pinned, limits.attemptDelayMs, terms('did not accept the connection'));
  try {
    const connected = target.secure ? await secure(socket, target, terms('did not finish the TLS handshake')) : socket;
    return { socket: connected, dnsMs: resolved - began, connectMs: performance.now() - resolved };
  } catch (error) {
    socket.destroy();
    throw error;
  }
};
