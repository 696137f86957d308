import type { Readable } from 'node:stream';
import type { Client } from '../client/client-interface.ts';

/** What one stream came to, in the words of a line for people. */
export interface CheckedStream {
  readonly bytes: number;
  readonly firstAudioMs: number;
  readonly totalMs: number;
}

/** Sends one source through the service and reads the answer to its end. */
export async function checkStream(client: Client<Readable>, sourceUrl: string): Promise<CheckedStream> {
  const began = performance.now();
  const { audio } = await client.transcode({ source_url: sourceUrl, output_format: 'opus' });
  const firstAudioMs = performance.now() - began;
  let bytes = 0;
  for await (const chunk of audio) bytes += chunk.length;
  return { bytes, firstAudioMs, totalMs: performance.now() - began };
}

/**
 * As in `20.0 s of music → Opus: 250 KB, first audio after 24 ms, all of it after 0.21 s (95 × real time)`.
 *
 * @param seconds - of the source
 */
export function describeStream({ bytes, firstAudioMs, totalMs }: CheckedStream, seconds: number): string {
  return [
    `${seconds.toFixed(1)} s of music → Opus: ${Math.round(bytes / 1000)} KB`,
    `first audio after ${Math.round(firstAudioMs)} ms`,
    `all of it after ${(totalMs / 1000).toFixed(2)} s (${Math.round((seconds * 1000) / totalMs)} × real time)`,
  ].join(', ');
}
