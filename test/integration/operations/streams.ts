import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { serveDying } from '../../fixtures/dying.ts';
import { block } from '../../fixtures/icy.ts';
import { media } from '../../fixtures/media.ts';
import { programmes } from '../../fixtures/programme.ts';
import { serveRadio } from '../../fixtures/radio.ts';
import { type LocalServer, serveFiles } from '../../fixtures/servers.ts';
import { post, type Service, startService } from '../../fixtures/service.ts';

/** How long the slow source takes to answer. */
export const SLOW_MS = 600;

/** The function's timeout; an answer has two seconds less. */
const TIMEOUT_SECONDS = 6;

type Host = 'files' | 'slow' | 'breaking' | 'station' | 'private';

/** A request, and what is known of it without any line. */
export interface Made {
  readonly host?: Host;
  readonly format?: 'opus' | 'mp3';
  readonly outcome: 'success' | 'error' | 'aborted';
  readonly code?: string;
  /** The caller's own mistake. */
  readonly mistake?: true;
  readonly method?: 'HEAD';
}

const OPUS = { host: 'files', format: 'opus', outcome: 'success' } as const;

/** Every kind of request there is to ask about. */
export const MADE = {
  opus: OPUS,
  mp3: { ...OPUS, format: 'mp3' },
  mended: { ...OPUS, host: 'breaking' },
  cut: { ...OPUS, host: 'breaking', outcome: 'aborted', code: 'DOWNLOAD_FAILED' },
  gone: { ...OPUS, outcome: 'error', code: 'DOWNLOAD_FAILED' },
  slow: { ...OPUS, host: 'slow' },
  late: { ...OPUS, format: 'mp3', outcome: 'aborted', code: 'TIMEOUT' },
  station: { ...OPUS, host: 'station', format: 'mp3' },
  head: { ...OPUS, method: 'HEAD' },
  private: { ...OPUS, host: 'private', outcome: 'error', code: 'INVALID_URL', mistake: true },
  invalid: { outcome: 'error', code: 'INVALID_REQUEST', mistake: true },
  nothing: { outcome: 'error', code: 'NOT_FOUND', mistake: true },
} as const satisfies Readonly<Record<string, Made>>;

export type Name = keyof typeof MADE;

/** The requests that fit. */
export const made = (fits: (one: Made) => boolean): Made[] => Object.values<Made>(MADE).filter(fits);
/** There was audio. */
export const played = ({ outcome, method }: Made): boolean => outcome !== 'error' && method !== 'HEAD';

export interface Sources {
  readonly servers: readonly LocalServer[];
  /** As `source_host` has them. */
  readonly hosts: Readonly<Record<Host, string>>;
  readonly calls: (service: Service) => Readonly<Record<Name, () => Promise<Response>>>;
}

/** What must be in no line: the paths, queries and credentials of these requests have it in them. */
export const SECRET = 'hushed';

/** Sources of every kind, and the requests for them. */
export async function serveSources(): Promise<Sources> {
  const mp3 = await media('mp3');
  const file = await readFile(mp3);
  const files = await serveFiles({
    '/a.mp3': { file: mp3 },
    '/real-time.mp3': { file: mp3, paceBytesPerSecond: 16_000, burstBytes: 16_000 },
  });
  const slow = await serveFiles({ '/a.mp3': { file: mp3, headersAfterMs: SLOW_MS } });
  const breaking = await serveDying();
  const station = await serveRadio({
    as: 'icecast',
    programme: await programmes.mp3(),
    metadata: [block(Buffer.from("StreamTitle='The mill';"))],
  });
  const mended = breaking.serve({ file, kills: [100_000, 200_000], how: 'reset', offer: 'ranges' });
  const cut = breaking.serve({ file, kills: [250_000], how: 'reset', offer: 'no ranges' });
  const calls: Sources['calls'] = (service) => {
    const audio = (source_url: string, more: object = {}) =>
      post(service, {
        source_url,
        output_format: 'opus',
        source_headers: { authorization: `Bearer ${SECRET}-credential` },
        ...more,
      });
    const head = `${service.url}/transcode?format=opus&source_url=${encodeURIComponent(`${files.url}/a.mp3`)}`;
    // Encoded, so that the encoder is told apart from a source whose packets are passed on.
    const louder = { output_format: 'mp3', filters: { volume: 0.5 } };
    return {
      opus: () => audio(`${files.url}/a.mp3?token=${SECRET}-query`),
      mp3: () => audio(`${files.url}/a.mp3`, { ...louder, start: 2 }),
      mended: () => audio(mended),
      cut: () => audio(cut),
      gone: () => audio(`${files.url}/${SECRET}-path.mp3`),
      slow: () => audio(`${slow.url}/a.mp3`),
      late: () => audio(`${files.url}/real-time.mp3`, louder),
      station: () => audio(`${station.url}/`, { output_format: 'mp3' }),
      head: () => fetch(head, { method: 'HEAD' }),
      private: () => audio(`http://10.0.0.1/${SECRET}-path?token=${SECRET}-query`),
      invalid: () => audio(`${files.url}/a.mp3?token=${SECRET}-query`, { start: -1, bitrate: '9000k' }),
      nothing: () =>
        fetch(`${service.url}/transcode/${encodeURIComponent(`${files.url}/a.mp3?token=${SECRET}-query`)}`),
    };
  };
  return {
    servers: [files, slow, breaking, station],
    hosts: {
      ...{ files: files.hostPort, slow: slow.hostPort, breaking: breaking.hostPort, station: station.hostPort },
      private: '10.0.0.1',
    },
    calls,
  };
}

/** The service that may read them. */
export const startFor = ({ servers }: Sources): Promise<Service> =>
  startService({
    SOURCE_ALLOW: servers.map(({ hostPort }) => hostPort).join(','),
    REQUEST_TIMEOUT_SECS: String(TIMEOUT_SECONDS),
  });

/**
 * Makes all the requests, and ends the service.
 *
 * @returns the `transcode_id` of each
 */
export async function makeAll(service: Service, sources: Sources): Promise<Readonly<Record<Name, string>>> {
  const calls = sources.calls(service);
  const run = async (name: Name): Promise<[Name, string]> => {
    const response = await calls[name]();
    const body = response.arrayBuffer();
    if (MADE[name].outcome === 'aborted') await expect(body, name).rejects.toThrow();
    else await body;
    const id = response.headers.get('x-transcode-id') ?? '';
    await service.over(id);
    return [name, id];
  };
  // Two of them take seconds, beside which the others come one after the other.
  const inTheBackground = ['late', 'station'] as const;
  const long = inTheBackground.map(run);
  const ids: [Name, string][] = [];
  const others = (Object.keys(MADE) as Name[]).filter((name) => !inTheBackground.some((one) => one === name));
  for (const name of others) ids.push(await run(name));
  ids.push(...(await Promise.all(long)));
  // Metrics are printed behind the last line.
  await service.stop();
  return Object.fromEntries(ids) as Record<Name, string>;
}
