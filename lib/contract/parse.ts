import type * as z from 'zod/mini';
import { type Issue, TranscodeError } from './errors.ts';
import { issueOf, issuesOf, refusal, type Unknown } from './issues.ts';
import { type TranscodeRequest, withDefaults } from './request.ts';
import { brokenRules } from './rules.ts';
import { type RequestInput, requestSchema } from './schema.ts';

/** What the older service's clients call a field. */
const ALIASES: Readonly<Record<string, string>> = { format: 'output_format', audio_filters: 'filters' };

/** Characters of a body. The longest sensible one, with a long URL and eight long headers, has a third of that. */
const BODY_LENGTH = 65_536;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function resolveAliases(body: Record<string, unknown>): { input: Record<string, unknown>; issues: Issue[] } {
  const input: Record<string, unknown> = {};
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
    if (field && field in body)
      issues.push(issueOf(name, `is another name of ${field}, which is given too; leave one out`));
    // defineProperty and not assignment: a field called __proto__ must be reported, not obeyed.
    else Object.defineProperty(input, field ?? name, { value, enumerable: true, configurable: true, writable: true });
  }
  return { input, issues };
}

/** A bitrate is right or wrong beside these: where one of them is wrong, nobody can tell. */
const BITRATE_DEPENDS_ON = ['output_format', 'sample_rate', 'channels'];

/** A record without those of its members that did not pass on their own, whatever depth they are wrong in. */
function sound(value: Record<string, unknown>, wrong: readonly (readonly PropertyKey[])[]): Record<string, unknown> {
  // By name: a body of nothing but wrong fields has thousands.
  const byName = Map.groupBy(wrong, ([name]) => name);
  const entries = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const inside = byName.get(name)?.map(([, ...rest]) => rest);
    if (!inside) return [[name, member]];
    return isRecord(member) && inside.every((path) => path.length > 0) ? [[name, sound(member, inside)]] : [];
  });
  return Object.fromEntries(entries);
}

const wrongPaths = ({ issues }: z.core.$ZodError): PropertyKey[][] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [[...issue.path]],
  );

/** The rules look at fields together, so they are asked about all that passed on its own, whatever stands beside it. */
function ruleIssues(input: Record<string, unknown>, error: z.core.$ZodError | undefined): Issue[] {
  const wrong = error ? wrongPaths(error) : [];
  if (wrong.some(([field]) => BITRATE_DEPENDS_ON.includes(String(field)))) wrong.push(['bitrate']);
  const others = { source_url: 'http://sound.invalid/', output_format: 'pcm' };
  const parsed = requestSchema.safeParse({ ...others, ...sound(input, wrong) });
  return parsed.success ? brokenRules(parsed.data) : [];
}

/**
 * Reads the fields of a request.
 *
 * @param body - what the JSON body held, or what {@link fromQuery} made of a query string
 * @param unknown - what is said of a field that there is not, where that is not a body's
 * @returns the request with every default filled in
 * @throws {TranscodeError} naming every field that is missing, unknown or out of range, all at once
 *
 * @example
 * parseRequest({ source_url: 'https://example.com/a.mp3', output_format: 'opus' }).bitrate; // 96
 */
export function parseRequest(body: unknown, unknown?: Unknown): TranscodeRequest {
  if (!isRecord(body)) {
    throw new TranscodeError('INVALID_REQUEST', 'The body must be a JSON object with source_url and output_format.', {
      status: 422,
      details: { issues: [issueOf('body', 'must be a JSON object')] },
    });
  }
  const { input, issues } = resolveAliases(body);
  const parsed = requestSchema.safeParse(input);
  if (!parsed.success) issues.push(...issuesOf(parsed.error, input, unknown));
  issues.push(...ruleIssues(input, parsed.error));
  if (issues.length > 0 || !parsed.success) throw refusal(issues);
  return withDefaults(parsed.data satisfies RequestInput);
}

/**
 * Reads the body of a `POST`.
 *
 * @throws {TranscodeError} 400 when it is not JSON, else as {@link parseRequest}
 */
export function parseBody(body: string): TranscodeRequest {
  if (body.length > BODY_LENGTH) {
    throw new TranscodeError('INVALID_REQUEST', `The body is longer than ${BODY_LENGTH} characters.`, {
      status: 400,
      details: { issues: [issueOf('body', `must have ${BODY_LENGTH} characters at most`)] },
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // Without its cause: the parser quotes the body, which may hold a secret, and causes are logged.
    throw new TranscodeError(
      'INVALID_REQUEST',
      'The body is not JSON. Send {"source_url": "…", "output_format": "opus"}.',
      {
        status: 400,
        details: { issues: [issueOf('body', 'is not JSON')] },
      },
    );
  }
  return parseRequest(json);
}
