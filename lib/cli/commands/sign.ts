import { type Command, InvalidArgumentError } from 'commander';
import { assertSignable } from '../../client/signable.ts';
import { capsOf } from '../../client/signed-url.ts';
import { say, UsageError } from '../report.ts';
import { type RequestOptions, requestFrom, withRequest } from '../request-options.ts';
import { hasKey, requireClient, type ServiceOptions, withService } from '../service-options.ts';

interface SignOptions extends RequestOptions, ServiceOptions {
  readonly expiresIn: number;
  readonly cap?: string;
  readonly json?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `90`, `90s`, `15m` or `24h`, as seconds. */
function lifetime(text: string): number {
  const [, count = '', unit = 's'] = /^(\d+)([smh]?)$/.exec(text) ?? [];
  if (count === '') throw new InvalidArgumentError('It must be like 90s, 15m or 24h.');
  return Number(count) * (UNITS[unit || 's'] ?? 1);
}

const EXAMPLE = `
Example:
  sluice sign https://example.com/talk.mp3 --url https://… --key 2026:secret --expires-in 15m --cap 'd=600;f=opus'`;

/** `sign`: a URL for players. */
export function addSign(program: Command): void {
  const command = program
    .command('sign')
    .summary('make a URL that players can open')
    .description('Makes a URL that an <audio> tag or a player can open, until it expires.')
    .argument('<source>', 'an http or https URL')
    .option('--expires-in <time>', '24h at most', lifetime, 3600)
    .option('--cap <limits>', 'longest duration (s), highest bitrate (kbit/s), formats: d=600;b=128;f=opus,aac')
    .option('--json', 'with its expiry, as JSON');
  withRequest(command);
  withService(command)
    .addHelpText('after', EXAMPLE)
    .action(async (source: string, options: SignOptions) => {
      const request = requestFrom(source, options.format ?? 'opus', options);
      assertSignable(request, capsOf(options.cap ?? {}));
      const client = requireClient(options);
      if (!hasKey(options))
        throw new UsageError('Signing takes a key of the service: give --key id:secret, or set SIGNING_KEYS.');
      const { url, expires } = await client.sign(request, {
        expiresIn: options.expiresIn,
        ...(options.cap === undefined ? {} : { caps: options.cap }),
      });
      say(options.json ? JSON.stringify({ url, expires }) : url);
    });
}
