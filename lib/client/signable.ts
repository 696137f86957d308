import { OUTPUT_FORMATS } from '../contract/formats.ts';
import { parseRequest } from '../contract/parse.ts';
import type { RequestInput } from '../contract/schema.ts';
import type { Caps } from '../sign/cap.ts';
import { granted } from '../sign/granted.ts';

/**
 * Checks a request before it is signed, as the service will when it is asked: so nobody hands out an address that is answered
 * with an error. Apart from `signedUrl`, because it brings the whole contract along.
 *
 * @throws {TranscodeError} what the contract has against the request
 * @throws RangeError where the limits do not allow it, or allow nothing
 */
export function assertSignable(request: RequestInput, caps: Caps): void {
  const formats: readonly string[] = OUTPUT_FORMATS;
  const unknown = caps.formats?.find((format) => !formats.includes(format));
  if (unknown !== undefined) throw new RangeError(`"${unknown}" is no format; there are ${formats.join(', ')}`);
  const allowed = granted(parseRequest(request), caps);
  if (!allowed.ok) throw new RangeError(`it would be refused: ${allowed.reason}`);
}
