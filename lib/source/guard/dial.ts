import { connect, isIP, type Socket } from 'node:net';
import { downloadFailure } from '../http/failures.ts';
import { type WaitTerms, waitFor } from '../http/wait.ts';
import { canonicalAddress } from './address.ts';
import { notPublic, type Target } from './target.ts';

const ignore = (): void => {};

/** Where a connection went is the kernel's word, and it must be the address that was checked. */
const strayed = (socket: Socket, target: Target, address: string): Error | undefined => {
  if (socket.remoteAddress === undefined)
    return downloadFailure(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
  return canonicalAddress(socket.remoteAddress) === address
    ? undefined
    : notPublic(target, `connected to ${socket.remoteAddress} instead of ${address}`);
};

/**
 * Connects to the first address that answers: each has a head start over the next, an error starts the next at once,
 * and the losers are destroyed (RFC 8305, section 5, with addresses already in order).
 *
 * @param addresses canonical and checked, never a name: `net.connect` would look that up anew
 * @param attemptDelayMs milliseconds between two starts
 * @throws TranscodeError `DOWNLOAD_FAILED` with the first address's error, `INVALID_URL`, or what the terms say
 */
export const dial = (
  target: Target,
  addresses: readonly string[],
  attemptDelayMs: number,
  terms: WaitTerms,
): Promise<Socket> =>
  waitFor<Socket>(terms, (resolve, reject) => {
    const attempts = new Set<Socket>();
    const left = addresses.values();
    let firstError: unknown;
    let headStart: NodeJS.Timeout | undefined;
    const attempt = (): void => {
      clearTimeout(headStart);
      const { value: address, done } = left.next();
      if (done) {
        if (attempts.size === 0) reject(downloadFailure(firstError));
        return;
      }
      const socket = connect({ host: address, port: target.port, family: isIP(address), noDelay: true });
      attempts.add(socket);
      socket.once('error', (error) => {
        attempts.delete(socket);
        firstError ??= error;
        attempt();
      });
      socket.once('connect', () => {
        const error = strayed(socket, target, address);
        if (error) reject(error);
        else resolve(socket);
      });
      headStart = setTimeout(attempt, attemptDelayMs);
    };
    attempt();
    return (winner) => {
      clearTimeout(headStart);
      for (const socket of attempts) {
        socket.removeAllListeners('error').on('error', ignore);
        if (socket !== winner) socket.destroy();
      }
    };
  });
