import { decimal, type Kind, parseDecimal } from './kinds.ts';
import { type AllowedFilter, option } from './option.ts';

/** Every chain's inside is stereo; a channel is named by its number or by its side. */
const CHANNELS: Readonly<Record<string, string>> = { c0: 'FL', FL: 'FL', c1: 'FR', FR: 'FR' };
const GAIN_MOST = 8;

const TERM = /^ *([+-]?) *(?:([\d.]+) *\* *)?(c0|c1|FL|FR) */;

/** `0.5*c0+0.5*c1` by full names and with every factor written, or nothing. */
function mix(text: string): string | undefined {
  const terms = new Map<string, string>();
  for (let rest = text; rest !== ''; ) {
    const [whole, sign = '', factor = '1', channel = ''] = TERM.exec(rest) ?? [];
    const gain = parseDecimal(factor);
    // Between two terms stands a sign.
    if (whole === undefined || (terms.size > 0 && sign === '') || !(gain <= GAIN_MOST)) return undefined;
    const name = CHANNELS[channel] ?? '';
    // ffmpeg does not start where a channel is named twice.
    if (terms.has(name)) return undefined;
    terms.set(name, `${sign === '-' ? '-' : terms.size > 0 ? '+' : ''}${decimal(gain)}*${name}`);
    rest = rest.slice(whole.length);
  }
  return terms.size > 0 ? [...terms.values()].join('') : undefined;
}

const SIDE = /^ *(c0|c1|FL|FR|FC) *([=<]) *(.*)$/;

/** Both sides by name and in order: ffmpeg leaves a side of which nothing is said silent. */
function sides(layout: string, rows: readonly string[]): string | undefined {
  const mixed = new Map<string, string>();
  for (const row of rows) {
    const [, out = '', how = '', what = ''] = SIDE.exec(row) ?? [];
    // ffmpeg's only channel of a mono layout; it goes to both sides here, so that the chain stays stereo.
    const name = layout === 'mono' ? (out === 'c0' || out === 'FC' ? 'FC' : undefined) : CHANNELS[out];
    const said = mix(what);
    if (name === undefined || said === undefined || mixed.has(name)) return undefined;
    mixed.set(name, how + said);
  }
  if (mixed.size === 0) return undefined;
  const both = ['FL', 'FR'].map((side) => `${side}${mixed.get('FC') ?? mixed.get(side) ?? `=0*${side}`}`);
  return ['stereo', ...both].join('|');
}

const layout: Kind = {
  says: `stereo or mono and its channels as in stereo|c0=0.5*c0+0.5*c1|c1=c1, of c0, c1 (or FL, FR), each once in a mix, with factors up to ${GAIN_MOST}`,
  read: (text) => {
    const [name = '', ...rows] = text.split('|', 4).map((row) => row.trim());
    return name === 'stereo' || name === 'mono' ? sides(name, rows) : undefined;
  },
};

export const PAN: AllowedFilter = { options: { args: option(layout) } };
