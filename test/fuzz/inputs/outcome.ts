import { TranscodeError } from '../../../lib/contract/errors.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import type { RequestInput } from '../../../lib/contract/schema.ts';
import { openSession, type Session } from '../../../lib/session/session.ts';
import { hasEnd, wrongWithComplete } from './complete.ts';

/** Milliseconds after which a session is broken off, and after which it should have been: no measure of anything. */
const DEADLINE_MS = 60_000;
const HANGING_MS = 90_000;

/** What an answer may have at most here: damaged numbers can make a second an hour. */
export const ANSWER = { seconds: 45, bytes: 12_000_000 } as const;

export interface Outcome {
  /** `complete`, or the code of the refusal, or that of what it was broken off with. */
  readonly kind: string;
  readonly wrong: readonly string[];
}

/** What nobody outside is to read: places of this machine, addresses in memory, and ffmpeg's own words. */
const INNER = /\/(tmp|proc|work|home|root|usr|opt|dev)\/|0x[0-9a-f]{6}|pipe:|\bfd:|127\.0\.0\.1:\d+\/|\n/;

/** What is wrong with an error that a caller would see. */
function wrongWithError(error: unknown): readonly string[] {
  if (!(error instanceof TranscodeError)) return [`INTERNAL_ERROR: ${error instanceof Error ? error.stack : error}`];
  const { code, message, details } = error;
  const told = `${message} ${JSON.stringify(details ?? {})}`;
  return [
    ...(code === 'INTERNAL_ERROR' ? [`INTERNAL_ERROR: ${message}, for ${error.cause}`] : []),
    // Its server answers at once.
    ...(code === 'TIMEOUT' ? [`took ${DEADLINE_MS} ms: ${message}`] : []),
    ...(INNER.test(told) ? [`tells ${told}`] : []),
  ];
}

const codeOf = (error: unknown): string => (error instanceof TranscodeError ? error.code : 'INTERNAL_ERROR');

async function answered(request: RequestInput, session: Session): Promise<Outcome> {
  const { body, facts, close } = session;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    const ended = request.output_format === 'opus' && hasEnd(Buffer.concat(chunks));
    const unseen = ended ? ['is broken off, and has the end of an Ogg stream'] : [];
    return { kind: `broken off, ${codeOf(error)}`, wrong: [...wrongWithError(error), ...unseen] };
  } finally {
    await close();
  }
  const bytes = Buffer.concat(chunks);
  const wrong = await wrongWithComplete(bytes, parseRequest(request), facts, ANSWER.seconds);
  return { kind: facts.mode === 'copy' ? 'complete, passed on' : 'complete', wrong };
}

/**
 * What the service makes of a request for a source on this machine, and what of that should never be.
 *
 * @param source - `host:port` of the source
 */
export async function outcomeOf(request: RequestInput, source: string, binary: string): Promise<Outcome> {
  const limits = { binary, allow: new Set([source]), userAgent: 'Sluice/test', log: () => {}, limits: ANSWER };
  const session = async (): Promise<Outcome> => {
    try {
      return await answered(
        request,
        await openSession(parseRequest(request), { ...limits, deadline: performance.now() + DEADLINE_MS }),
      );
    } catch (error) {
      return { kind: codeOf(error), wrong: wrongWithError(error) };
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'hangs', wrong: [`hangs for ${HANGING_MS} ms`] }), HANGING_MS);
  });
  const outcome = await Promise.race([session(), late]);
  clearTimeout(timer);
  return outcome;
}
