import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { tlsFailure } from '../http/failures.ts';
import { type WaitTerms, waitFor } from '../http/wait.ts';
import type { Target } from './target.ts';

const ignore = (): void => {};

/**
 * TLS over a connection that is already where it belongs; the certificate has to be the name's (or the literal's), not
 * the pinned address's. `rejectUnauthorized` is said aloud because NODE_TLS_REJECT_UNAUTHORIZED could switch it off.
 *
 * @throws TranscodeError `DOWNLOAD_FAILED` (not recoverable unless the network broke), or what the terms say
 */
export const secure = (socket: Socket, target: Target, terms: WaitTerms): Promise<Socket> =>
  waitFor<Socket>(terms, (resolve, reject) => {
    const name = target.hostname.endsWith('.') ? target.hostname.slice(0, -1) : target.hostname;
    const tls = connect({
      socket,
      host: name,
      // Server Name Indication knows no addresses and no trailing dot (RFC 6066, section 3).
      ...(target.literal ? {} : { servername: name }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: true,
    });
    tls.once('secureConnect', () => resolve(tls));
    tls.once('error', (error) => reject(tlsFailure(error)));
    return (won) => {
      tls.removeAllListeners('error').on('error', ignore);
      if (won === undefined) tls.destroy();
    };
  });
