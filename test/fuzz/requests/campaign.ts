import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { wav } from '../../../lib/cli/sample/wav.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { numbered } from '../numbered.ts';
import { apart } from './agreement.ts';
import { type Answered, functionWith } from './call.ts';
import { type Asked, asked } from './generate.ts';
import { wrongWith } from './judge.ts';
import { KEYS, signed } from './signed.ts';

/** Sound of a tenth of a second: most of a request's time is not its own. */
const SOUND = Buffer.from(
  wav(
    Int16Array.from({ length: 9_600 }, (_, at) => (at % 100) * 300),
    { rate: 48_000, channels: 2 },
  ),
);

export interface Tried {
  readonly number: number;
  readonly asked: Asked;
  readonly answered: Pick<Answered, 'statusCode' | 'body'>;
  readonly wrong: readonly string[];
}

/** What is served: sound, what is none, and ways to where nobody may go. */
async function servers(): Promise<{ allowed: FileServer; forbidden: FileServer }> {
  const forbidden = await serveFiles({ '/sound.wav': { file: SOUND } });
  const nothing = new Uint8Array();
  const allowed = await serveFiles({
    '/sound.wav': { file: SOUND, headers: { etag: '"1"' } },
    '/html': { file: Buffer.from('<!doctype html><title>none</title>') },
    '/redirect': { file: nothing, status: 302, headers: { location: `${forbidden.url}/sound.wav` } },
    '/loop': { file: nothing, status: 302, headers: { location: '/loop' } },
  });
  return { allowed, forbidden };
}

/** Tells of the ports of every connection that this process begins. */
function connections(): { readonly ports: ReadonlySet<number>; stop(): void } {
  const ports = new Set<number>();
  const onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => ports.add(socket.remotePort ?? 0));
  };
  subscribe('net.client.socket', onSocket);
  return { ports, stop: () => unsubscribe('net.client.socket', onSocket) };
}

/** Of every so many requests one goes to a function that wants it signed, and is not; another one is. */
const TURNS = { of: 10, unsigned: 8, signed: 9 } as const;

/**
 * Sends generated requests to the function, some of them to one that wants them signed.
 *
 * @param onTried - told of every request
 */
export async function campaign(count: number, seed: number, onTried: (tried: Tried) => void): Promise<void> {
  const { allowed, forbidden } = await servers();
  const { ports, stop } = connections();
  const open = functionWith({ SOURCE_ALLOW: allowed.hostPort });
  const guarded = functionWith({ SOURCE_ALLOW: allowed.hostPort, SIGNING_KEYS: KEYS });
  try {
    for (let number = 0; number < count; number++) {
      const next = numbered(seed, number);
      const generated = asked(next, { allowed: allowed.url, forbidden: forbidden.url });
      const turn = number % TURNS.of;
      const withSignature = turn === TURNS.signed ? await signed(generated) : undefined;
      const request = withSignature ?? generated;
      const isUnsigned = turn === TURNS.unsigned;
      const answered = await (withSignature || isUnsigned ? guarded : open)(request);
      const others = [...ports].filter((port) => port !== allowed.port);
      onTried({
        ...{ number, asked: request, answered },
        wrong: [
          ...wrongWith(request, answered),
          ...apart(next),
          ...((answered.statusCode === 403) === isUnsigned ? [] : [`${answered.statusCode}, signed: ${!isUnsigned}`]),
          ...(answered.statusCode === 200 && !ports.has(allowed.port)
            ? ['its connection was not seen: none would be']
            : []),
          ...(forbidden.requests.length > 0 ? ['the forbidden source was asked'] : []),
          ...(others.length > 0 ? [`connected to port ${others}`] : []),
        ],
      });
    }
  } finally {
    stop();
    await Promise.all([allowed.close(), forbidden.close()]);
  }
}
