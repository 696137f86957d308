import type { ServerResponse } from 'node:http';
import { request as ask, createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { between, pick } from '../../fixtures/random.ts';
import { type LocalServer, listening } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';

/** What may happen to an answer, at some byte of it. */
export const MISHAPS = [
  'nothing',
  'reset',
  'clean end',
  'silence',
  'pause',
  'refused with 429',
  'answered 500',
  'reset before the answer',
  'black hole',
  'service killed',
] as const;
export type Mishap = (typeof MISHAPS)[number];

export interface Chaos extends LocalServer {
  /** How often each has happened. */
  readonly happened: ReadonlyMap<Mishap, number>;
}

/** Milliseconds: less than what a client takes for silence, and more. */
const PAUSES = [300, 1_500, 4_000] as const;

/** Kills the service and starts another one, as a deployment would that knows no mercy. */
function restartable(settings: Readonly<Record<string, string>>) {
  let service: Promise<Service> = startService(settings);
  let restarting = false;
  return {
    url: async (): Promise<string> => (await service).url,
    kill: async (): Promise<boolean> => {
      if (restarting) return false;
      restarting = true;
      const old = await service;
      service = (async () => {
        old.process.kill('SIGKILL');
        await old.stop();
        return startService(settings);
      })();
      void service.finally(() => (restarting = false)).catch(() => {});
      return true;
    },
    isDown: (): boolean => restarting,
    stop: async (): Promise<unknown> => (await service).stop(),
  };
}

/**
 * A front to a service of its own, in which something happens to every answer.
 *
 * @param next - random numbers
 * @param most - bytes of an answer within which it happens
 */
export async function chaos(
  settings: Readonly<Record<string, string>>,
  next: () => number,
  most: number,
): Promise<Chaos> {
  const service = restartable(settings);
  await service.url();
  const happened = new Map<Mishap, number>();
  const held = new Set<ServerResponse>();

  const server = createServer((request, response) => {
    const mishap = pick(next, MISHAPS);
    const at = between(next, 1, most);
    const pause = pick(next, PAUSES);
    happened.set(mishap, (happened.get(mishap) ?? 0) + 1);
    held.add(response);
    // One for each time that its reader rested.
    response.setMaxListeners(0);
    response.on('close', () => held.delete(response));
    request.resume();
    if (mishap === 'refused with 429') return void response.writeHead(429).end('{}');
    if (mishap === 'answered 500') return void response.writeHead(500).end('no');
    if (mishap === 'black hole') return;
    if (mishap === 'reset before the answer' || service.isDown()) return void response.socket?.resetAndDestroy();
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => void forward(body, response, mishap, at, pause));
  });

  async function forward(
    body: string,
    response: ServerResponse,
    mishap: Mishap,
    at: number,
    pause: number,
  ): Promise<void> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = ask(`${await service.url()}/transcode`, { method: 'POST', headers });
    const broken = (): void => void response.socket?.resetAndDestroy();
    asked.on('error', broken);
    response.on('close', () => asked.destroy());
    asked.on('response', async (answer) => {
      let passed = 0;
      let done = false;
      const { 'transfer-encoding': _, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, kept);
      try {
        for await (const chunk of answer) {
          const reached = passed < at && passed + chunk.length >= at;
          passed += chunk.length;
          if (!reached || done) {
            if (!response.write(chunk))
              await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
            continue;
          }
          done = true;
          response.write(chunk.subarray(0, chunk.length - (passed - at)));
          if (mishap === 'reset') return broken();
          if (mishap === 'clean end') return void response.end();
          if (mishap === 'silence') return;
          if (mishap === 'pause') await sleep(pause);
          if (mishap === 'service killed') await service.kill();
          response.write(chunk.subarray(chunk.length - (passed - at)));
        }
        response.end();
      } catch {
        broken();
      }
    });
    asked.end(body);
  }

  const local = await listening(server);
  return {
    ...local,
    happened,
    close: async () => {
      for (const response of held) response.destroy();
      await local.close();
      await service.stop();
    },
  };
}
