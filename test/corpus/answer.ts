import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { TranscodeError } from '../../lib/contract/errors.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import type { TranscodeRequest } from '../../lib/contract/request.ts';
import { openSession } from '../../lib/session/session.ts';
import { DEBIAN } from '../fixtures/debian.ts';
import type { FileServer } from '../fixtures/servers.ts';
import type { Reference, SampleFormat } from './reference.ts';

/** What the service makes of a file. */
export interface Answer {
  /** Raw samples, as far as they came. */
  readonly samples: Buffer;
  /** Why it is no answer, or not a whole one. */
  readonly error?: TranscodeError;
}

const options = (origin: FileServer) => ({
  binary: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
  allow: new Set([origin.hostPort]),
  userAgent: 'Sluice/test',
  deadline: performance.now() + 60_000,
  log: () => {},
});

/**
 * A request for the source's own rate and channels, also for those that the contract does not offer: what is compared is
 * what was decoded, not what was resampled. FLAC where a source has more than 16 bits, of which it keeps 24.
 */
function native(
  url: string,
  { rate, channels, format }: Pick<Reference, 'rate' | 'channels' | 'format'>,
): TranscodeRequest {
  const request = parseRequest({ source_url: url, output_format: format === 's32le' ? 'flac' : 'pcm' });
  if (rate === 0) return request;
  return {
    ...request,
    sample_rate: rate as TranscodeRequest['sample_rate'],
    channels: channels as TranscodeRequest['channels'],
  };
}

async function unpacked(flac: Buffer, format: SampleFormat): Promise<Buffer> {
  const child = promisify(execFile)(
    DEBIAN.ffmpeg,
    ['-v', 'error', '-f', 'flac', '-i', 'pipe:0', '-f', format, 'pipe:1'],
    {
      encoding: 'buffer',
      maxBuffer: 2 ** 28,
    },
  );
  child.child.stdin?.end(flac);
  return (await child).stdout;
}

/** Has the service decode a file of a server, to samples as those of its reference. */
export async function answer(
  origin: FileServer,
  path: string,
  wanted: Pick<Reference, 'rate' | 'channels' | 'format'>,
): Promise<Answer> {
  const chunks: Buffer[] = [];
  let error: TranscodeError | undefined;
  try {
    const { body } = await openSession(native(`${origin.url}${path}`, wanted), options(origin));
    for await (const chunk of body) chunks.push(chunk);
  } catch (cause) {
    if (!(cause instanceof TranscodeError)) throw cause;
    error = cause;
  }
  const bytes = Buffer.concat(chunks);
  const samples = wanted.format === 's32le' && bytes.length > 0 ? await unpacked(bytes, wanted.format) : bytes;
  return { samples, ...(error ? { error } : {}) };
}
