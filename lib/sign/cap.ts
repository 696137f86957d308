/** What a signature allows at most. A limit that is absent does not limit. */
export interface Caps {
  /** Longest duration, whole seconds. */
  duration?: number;
  /** Highest bitrate, whole kbit/s. */
  bitrate?: number;
  /** The output formats that may be asked for; a name the server does not know allows nothing. */
  formats?: readonly string[];
}

/** No leading zero and at most nine digits: one number has one spelling, and every spelling is a safe integer. */
const WHOLE = /^[1-9]\d{0,8}$/;
const FORMATS = /^[a-z0-9]+(,[a-z0-9]+)*$/;

/**
 * The limits of a `cap` such as `d=600;b=128;f=opus,aac`, each at most once, in any order; `undefined` when it is
 * anything else. A limit that is not understood makes the whole cap invalid: ignoring it would grant more than was
 * signed.
 */
export function parseCap(text: string): Caps | undefined {
  const caps: Caps = {};
  for (const part of text.split(';')) {
    const name = part.slice(0, 2);
    const value = part.slice(2);
    if (name === 'd=' && caps.duration === undefined && WHOLE.test(value)) caps.duration = Number(value);
    else if (name === 'b=' && caps.bitrate === undefined && WHOLE.test(value)) caps.bitrate = Number(value);
    else if (name === 'f=' && caps.formats === undefined && FORMATS.test(value)) caps.formats = value.split(',');
    else return undefined;
  }
  return caps;
}

/**
 * The text of a cap, in the order `d`, `b`, `f`; empty when nothing is limited.
 *
 * @throws RangeError when a limit cannot be written, such as a fraction of a second.
 *
 * @example
 * formatCap({ duration: 600, bitrate: 128, formats: ['opus', 'aac'] }); // 'd=600;b=128;f=opus,aac'
 */
export function formatCap({ duration, bitrate, formats }: Caps): string {
  const parts: string[] = [];
  if (duration !== undefined) parts.push(`d=${duration}`);
  if (bitrate !== undefined) parts.push(`b=${bitrate}`);
  if (formats !== undefined) parts.push(`f=${formats.join(',')}`);
  const text = parts.join(';');
  if (text !== '' && parseCap(text) === undefined) throw new RangeError(`no cap can say "${text}"`);
  return text;
}
