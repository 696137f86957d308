import { parseRequest } from '../../contract/parse.ts';
import type { RequestInput } from '../../contract/schema.ts';
import { openSession, type Session } from '../../session/session.ts';
import { readSettings } from '../../settings/settings.ts';
import { VERSION } from '../../settings/version.ts';

/**
 * Does the service's work in this process, with this machine's ffmpeg: the same guard for the source, the same arguments,
 * the same samples. For Node only, which is why it is an entry of its own.
 *
 * @throws {TranscodeError} what the service would have answered
 *
 * @example
 * const { body } = await transcodeHere({ source_url: 'https://example.com/a.mp3', output_format: 'opus' });
 * for await (const chunk of body) process.stdout.write(chunk);
 */
export async function transcodeHere(request: RequestInput): Promise<Session> {
  const settings = readSettings(process.env);
  return openSession(parseRequest(request), {
    binary: settings.FFMPEG_PATH,
    allow: new Set(settings.SOURCE_ALLOW),
    userAgent: `Sluice/${VERSION}`,
    deadline: Date.now() + settings.REQUEST_TIMEOUT_SECS * 1000,
    log: () => {},
  });
}
