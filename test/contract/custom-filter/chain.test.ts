import { expect, test } from 'vitest';
import { ALLOWED } from '../../../lib/contract/custom-filter/allowed.ts';
import { chainText, parseChain } from '../../../lib/contract/custom-filter/chain.ts';
import { asTranscodeError, type TranscodeError } from '../../../lib/contract/errors.ts';
import { openapi } from '../../../lib/contract/openapi.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { fromQuery } from '../../../lib/contract/query.ts';

function normal(chain: string): string {
  const { filters, problems } = parseChain(chain);
  expect(problems).toEqual([]);
  expect(parseChain(chainText(filters))).toEqual({ filters, problems: [] });
  return chainText(filters);
}

test.for<[string, string]>([
  ['volume', 'volume'],
  [' volume = 2 ', 'volume=volume=2'],
  ['volume=-6dB', 'volume=volume=0.501187234'],
  ['volume=-0', 'volume=volume=0'],
  ['volume=+.50', 'volume=volume=0.5'],
  ['volume=2:', 'volume=volume=2'],
  ["volume='2'", 'volume=volume=2'],
  ['vol\\ume=2', 'volume=volume=2'],
  ["tremolo=\\'5\\'", 'tremolo=f=5'],
  ['tremolo=\\\\5', 'tremolo=f=5'],
  ['tremolo=d=0.5:f=3', 'tremolo=f=3:d=0.5'],
  ['highpass=f=100,lowpass=3000:q', 'highpass=frequency=100,lowpass=frequency=3000:width_type=q'],
  ['equalizer=f=100:t=o:w=1:g=-6', 'equalizer=frequency=100:width_type=o:width=1:gain=-6'],
  ['bandpass=800:q:2:true', 'bandpass=frequency=800:width_type=q:width=2:csg=1'],
  ['alimiter', 'alimiter=latency=1'],
  ['aecho=0.8:0.9:60|120:0.4|0.3', 'aecho=in_gain=0.8:out_gain=0.9:delays=60|120:decays=0.4|0.3'],
  ['flanger=shape=t', 'flanger=shape=triangular'],
  ['stereotools=mode=ms>lr', 'stereotools=mode=ms>lr'],
  ['compand=0|0:1|1:-90/-60|-20/-20', 'compand=attacks=0|0:decays=1|1:points=-90/-60|-20/-20'],
  ['pan=stereo|c0=c1|c1=c0', 'pan=args=stereo|FL=1*FR|FR=1*FL'],
  ['pan=stereo| FL < FL + .5*FR', 'pan=args=stereo|FL<1*FL+0.5*FR|FR=0*FR'],
  ['pan=mono|c0=0.5*c0+0.5*c1', 'pan=args=stereo|FL=0.5*FL+0.5*FR|FR=0.5*FL+0.5*FR'],
])('%s becomes %s, which is read as the same', ([written, expected]) => expect(normal(written)).toBe(expected));

test.for([
  'pan=5.1|c0=c0',
  'pan=stereo',
  'pan=stereo|c2=c0',
  'pan=stereo|c0=c2',
  'pan=stereo|c0=9*c0',
  'pan=stereo|c0=nan*c0',
  'pan=stereo|c0=c0c1',
  'pan=stereo|c0=c0|FL=c1',
  'pan=stereo|c0=c0-FL',
  'pan=stereo|c0=',
  'pan=mono|c1=c0',
  'compand=points=-20/-20|-90/-90',
  'compand=points=1',
  'compand=points=1/2/3',
  'agate=threshold=0',
  'agate=mode=upward:ratio=21',
])('%s is refused', (chain) => expect(parseChain(chain).problems).toHaveLength(1));

test('No text that a table allows needs a quote or a backslash.', () => {
  for (const [name, { options }] of ALLOWED) {
    expect(name).toMatch(/^[a-z]+$/);
    for (const [option, { kind, fallback }] of Object.entries(options)) {
      expect(option).toMatch(/^[a-z_-]+$/);
      for (const text of [...(kind.names ?? []), fallback ?? '']) expect(text).toMatch(/^[\w.+\-|/>]*$/);
      // A default that the table itself would refuse could not be written down.
      if (fallback !== undefined && !kind.closed) expect([name, option, kind.read(fallback)]).not.toContain(undefined);
    }
  }
});

const base = { source_url: 'https://example.com/a.mp3', output_format: 'opus' };

function refusalOf(body: unknown): TranscodeError {
  try {
    parseRequest(body);
  } catch (thrown) {
    return asTranscodeError(thrown);
  }
  throw new Error(`accepted: ${JSON.stringify(body)}`);
}

test.for(['filters', 'audio_filters'])('A request holds the chain by full names, also under %s.', (field) => {
  expect(parseRequest({ ...base, [field]: { custom_filter: ' tremolo=5 ' } }).filters.custom_filter).toBe(
    'tremolo=f=5',
  );
});

test('A query tells the same chain.', () => {
  const query = new URLSearchParams({ source_url: base.source_url, custom_filter: 'pan=mono|c0=.5*c0+.5*c1' });
  expect(fromQuery(query.toString()).filters.custom_filter).toBe('pan=args=stereo|FL=0.5*FL+0.5*FR|FR=0.5*FL+0.5*FR');
});

test.for(['', '  '])('%j is no filter at all.', (custom_filter) => {
  expect(parseRequest({ ...base, filters: { custom_filter } })).toEqual(parseRequest(base));
});

test('Each problem is an issue of filters.custom_filter, and the whole a FILTER_INVALID.', () => {
  const error = refusalOf({ ...base, filters: { custom_filter: 'amovie=x,tremolo=f=0' } });
  expect([error.code, error.status, error.recoverable]).toEqual(['FILTER_INVALID', 422, false]);
  expect(error.details?.issues?.map(({ field }) => field)).toEqual(['filters.custom_filter', 'filters.custom_filter']);
});

test('A chain of more than 512 characters is refused unread.', () => {
  const error = refusalOf({ ...base, filters: { custom_filter: `volume=${'0'.repeat(600)}` } });
  expect(error.details?.issues?.map(({ message }) => message)).toEqual(['must have 512 characters at most']);
});

test('The OpenAPI document says what a chain is, in the body and in the query.', () => {
  expect(JSON.stringify(openapi()).match(/A chain of ffmpeg filters/g)).toHaveLength(3);
});
