import type { ServerResponse } from 'node:http';
import { SMALL_CHUNK_BYTES, STREAM_BURST_BYTES, STREAM_BYTES_PER_SECOND } from '../config/defaults.ts';
import type { OfflineSettings } from '../types.ts';
import { holdSmall, type Outlet } from './outlet.ts';
import { paced } from './pace.ts';

/** What a streamed body goes through. */
export type BodyRules = Pick<OfflineSettings, 'smallChunks' | 'streamBandwidth' | 'streamLimitBytes'>;

/** The body of a streamed answer. */
export interface StreamBody {
  /** Whether there has been a byte of it. */
  readonly begun: boolean;
  /** @returns whether the caller takes more */
  write(chunk: Buffer): boolean;
  /** Calls back when all that was written is with the connection. */
  end(finish: () => void): void;
}

/**
 * Takes a streamed body to the connection, by the rules of
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 * @param onReady Told when the caller takes more again.
 * @param onLimit Told once, instead of what is beyond the limit.
 */
export function streamBody(
  response: ServerResponse,
  { smallChunks, streamBandwidth, streamLimitBytes }: BodyRules,
  onReady: () => void,
  onLimit: () => void,
): StreamBody {
  let outlet: Outlet = { write: (chunk) => response.write(chunk), end: (finish) => finish() };
  if (streamBandwidth === 'as-on-aws') {
    const pace = paced(outlet, { burstBytes: STREAM_BURST_BYTES, bytesPerSecond: STREAM_BYTES_PER_SECOND, onReady });
    response.once('close', pace.stop);
    outlet = pace;
  }
  if (smallChunks === 'held') outlet = holdSmall(outlet, SMALL_CHUNK_BYTES);
  let taken = 0;

  return {
    get begun() {
      return taken > 0;
    },
    write(chunk) {
      const left = streamLimitBytes - taken;
      taken += chunk.length;
      if (chunk.length <= left) return chunk.length === 0 || outlet.write(chunk);
      if (left > 0) outlet.write(chunk.subarray(0, left));
      onLimit();
      return true;
    },
    end: outlet.end,
  };
}
