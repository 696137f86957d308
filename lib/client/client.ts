import type { ServiceHealth } from '../contract/health.ts';
import { PATHS } from '../contract/paths.ts';
import type { RequestInput } from '../contract/schema.ts';
import { failureOf, unreachable } from './failure.ts';
import { type Metadata, metadataOf } from './metadata.ts';

export interface ClientOptions {
  /** Where `/transcode` is, as in `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Where `/health` is, if elsewhere: on AWS every function has a host of its own. Default: `url`. */
  readonly healthUrl?: string;
}

export interface TranscodeOptions {
  /** Ends the call, or the stream that came of it. */
  readonly signal?: AbortSignal;
}

/** An answer that has begun. */
export interface Transcoded {
  readonly metadata: Metadata;
  /** The audio as it arrives; it throws where the service broke the stream off. */
  readonly audio: ReadableStream<Uint8Array>;
}

export interface Client {
  transcode(request: RequestInput, options?: TranscodeOptions): Promise<Transcoded>;
  health(options?: TranscodeOptions): Promise<ServiceHealth>;
}

/**
 * A client of one service.
 *
 * @example
 * const sluice = createClient({ url: 'http://127.0.0.1:8090' });
 * const { metadata, audio } = await sluice.transcode({ source_url: 'https://example.com/a.mp3', output_format: 'opus' });
 */
export function createClient({ url, healthUrl = url }: ClientOptions): Client {
  const call = (base: string, path: string, init: RequestInit): Promise<Response> =>
    fetch(new URL(path, base), init).catch((cause: unknown) =>
      // The caller's own wish is no trouble of the service.
      Promise.reject(init.signal?.aborted ? cause : unreachable(cause)),
    );

  return {
    transcode: async (request, { signal } = {}) => {
      const response = await call(url, PATHS.transcode, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
        ...(signal ? { signal } : {}),
      });
      if (!response.ok || !response.body) throw await failureOf(response);
      return { metadata: metadataOf(response.headers), audio: response.body };
    },
    health: async ({ signal } = {}) => {
      const response = await call(healthUrl, PATHS.health, signal ? { signal } : {});
      // 503 is an answer too: it says that the service is unhealthy.
      if (response.ok || response.status === 503) return (await response.json()) as ServiceHealth;
      throw await failureOf(response);
    },
  };
}
