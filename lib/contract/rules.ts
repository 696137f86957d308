import { allowedBitrates, describeAllowed, isAllowed } from './bitrate.ts';
import { parseChain } from './custom-filter/chain.ts';
import type { Issue } from './errors.ts';
import { isLossy, sampleRateFor } from './formats.ts';
import { fieldName, issueOf } from './issues.ts';
import { kilobits } from './request.ts';
import { type RequestInput, SOURCE_HEADER_NAMES, SOURCE_HEADERS_MOST } from './schema.ts';

/** What no single field can tell: each rule looks at a request that the schema has accepted. */
type Rule = (input: RequestInput) => Issue[];

const sourceIsHttp: Rule = ({ source_url }) => {
  const url = URL.parse(source_url);
  if (!url) return [issueOf('source_url', 'is not a URL; give the whole address, as in https://example.com/music.mp3')];
  if (url.protocol === 'http:' || url.protocol === 'https:') return [];
  return [issueOf('source_url', `must begin with http:// or https://, not ${url.protocol}`)];
};

const bitrateExists: Rule = ({ output_format, bitrate, sample_rate, channels }) => {
  if (bitrate === undefined || !isLossy(output_format)) return [];
  const rate = sampleRateFor(output_format, sample_rate ?? 48000);
  const allowed = allowedBitrates(output_format, rate, channels ?? 2);
  if (isAllowed(kilobits(bitrate), allowed)) return [];
  const where = `${output_format} with ${channels ?? 2} ${channels === 1 ? 'channel' : 'channels'} at ${rate} Hz`;
  return [issueOf('bitrate', `must be ${describeAllowed(allowed)} kbit/s for ${where}`, bitrate)];
};

const oneEqualiser: Rule = ({ filters }) =>
  filters?.eq_preset !== undefined && filters.eq_bands !== undefined
    ? [issueOf('filters.eq_bands', 'cannot go together with filters.eq_preset; leave one of them out')]
    : [];

const customFilterAllowed: Rule = ({ filters }) =>
  parseChain(filters?.custom_filter ?? '').problems.map((problem) => issueOf('filters.custom_filter', problem));

const sourceHeadersAllowed: Rule = ({ source_headers = {} }) => {
  const names = Object.keys(source_headers);
  const allowed: readonly string[] = SOURCE_HEADER_NAMES;
  const refused = names.filter((name) => !allowed.includes(name.toLowerCase()));
  return [
    ...(names.length > SOURCE_HEADERS_MOST
      ? [issueOf('source_headers', `must have ${SOURCE_HEADERS_MOST} headers at most`)]
      : []),
    ...refused.map((name) =>
      issueOf(
        fieldName(['source_headers', name]),
        `is not a header that can be sent on; these can: ${allowed.join(', ')}`,
      ),
    ),
  ];
};

const RULES: readonly Rule[] = [sourceIsHttp, bitrateExists, oneEqualiser, customFilterAllowed, sourceHeadersAllowed];

/** Everything that the rules have against a request. */
export const brokenRules = (input: RequestInput): Issue[] => RULES.flatMap((rule) => rule(input));
