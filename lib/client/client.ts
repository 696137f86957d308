import { assertOptions } from './checked-options.ts';
import type { Client } from './client-interface.ts';
import { clientOn } from './client-on.ts';
import type { ClientOptions } from './options.ts';
import { fetchExchange } from './transport/exchange.ts';

export type { ServiceHealth } from '../contract/health.ts';
export type { RequestInput } from '../contract/schema.ts';
export type { Client } from './client-interface.ts';
export { ClientError, type Trouble } from './errors.ts';
export type { Metadata } from './metadata.ts';
export type { CallOptions, ClientOptions } from './options.ts';
export type { Transcoded } from './stream/stream.ts';
export type { Warning } from './warnings.ts';

/**
 * A client of one service, for every runtime that has `fetch`. In Node, `sluice` is the same client with Node's streams, a
 * timeout of its own for connecting, and the fallback to a local ffmpeg.
 *
 * @throws {TypeError} an option that is unknown, or a value that cannot be meant
 *
 * @example
 * const sluice = createClient({ url: 'https://….lambda-url.eu-central-1.on.aws' });
 * const { metadata, audio } = await sluice.transcode({ source_url: 'https://example.com/a.mp3', output_format: 'opus' });
 * new Audio().src = URL.createObjectURL(await new Response(audio).blob());
 */
export function createClient(options: ClientOptions): Client<ReadableStream<Uint8Array>> {
  assertOptions(options);
  return clientOn(options, { exchange: fetchExchange, streamOf: toReadableStream });
}

function toReadableStream(
  audio: AsyncGenerator<Uint8Array>,
  cancel: (reason?: unknown) => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull: async (controller) => {
        const read = await audio.next();
        if (read.done) controller.close();
        else controller.enqueue(read.value);
      },
      cancel,
    },
    // Nothing is read before somebody asks for it.
    { highWaterMark: 0 },
  );
}
