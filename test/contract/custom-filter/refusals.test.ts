import { describe, expect, test } from 'vitest';
import { parseChain } from '../../../lib/contract/custom-filter/chain.ts';

const problems = (chain: string) => parseChain(chain).problems;

describe('what reads, writes, connects or commands is refused', () => {
  test.for([
    'ametadata=print:file=/tmp/x',
    'ametadata=mode=print:file=pipe\\:2',
    'asendcmd=f=/etc/passwd',
    'asendcmd=c=0.0 volume volume 2',
    'amovie=http\\\\://169.254.169.254/latest',
    'amovie=/etc/passwd',
    'azmq=bind_address=tcp://*:5555',
    'arnndn=m=/etc/passwd',
    'afir',
    'firequalizer=gain_entry=entry(0,0)',
    'ladspa=file=x',
    'astats=metadata=1',
    'ashowinfo',
    'volume,sidechaincompress',
    'anullsrc',
    'abuffer',
    'aevalsrc=0',
  ])('%s', (chain) => expect(problems(chain).join()).toMatch(/which is not allowed; the filters are equalizer, /));

  test.for(['volume=/volume=x', '/volume=x', 'volume=/etc/passwd', "volume='/volume'=x", 'tremolo=/f=/etc/passwd'])(
    'the slash that makes ffmpeg 7 read an option from a file: %s',
    (chain) => expect(problems(chain)).not.toEqual([]),
  );
});

describe('what changes the length, the rate or the channels is refused', () => {
  test.for([
    'atempo=2',
    'asetrate=8000',
    'aresample=8000',
    'atrim=0:1',
    'apad',
    'adelay=1000',
    'areverse',
    'aloop=-1',
    'asetpts=0',
    'aformat=s16',
    'afade',
    'loudnorm',
  ])('%s', (chain) => expect(problems(chain).join()).toContain('which is not allowed'));
});

// The first never ends on some sound (docs/reliability.md), the second begins with what was in memory before.
test.for(['speechnorm', 'vibrato'])('%s is refused, although the layer has it', (chain) =>
  expect(problems(chain).join()).toContain('which is not allowed'),
);

describe('an option that is not in the table is refused by its name', () => {
  test.for([
    'tremolo=5:enable=1',
    "volume=1:enable='between(t,0,1)'",
    'volume=eval=frame',
    'volume=replaygain=track',
    'bandpass=blocksize=32768',
    'highpass=precision=s16',
    'afftdn=bn=1 2 3',
    'afftdn=sn=start',
    'dynaudnorm=o=1',
    'acompressor=__proto__=1',
    'acompressor=constructor=1',
  ])('%s', (chain) => expect(problems(chain).join()).toMatch(/there is no option|not available/));
});

describe('a value that is not a plain number in its range is refused', () => {
  const values = [
    'NaN',
    'inf',
    '-inf',
    'infinity',
    '1e3',
    '1e999',
    '0x10',
    '1k',
    '1Mi',
    '٣',
    '1,5',
    '1_000',
    '--1',
    '',
    ' ',
    '1 2',
    'PI',
    'random(0)',
    '1+1',
    'if(1,2)',
    '1\u00a0',
    '99999999999999999999',
    '1'.repeat(400),
    '-1',
    '6DB',
    '6 dB',
    'dB',
    'st(0,1)',
    'n',
    't',
  ];
  test.for(values)('tremolo=f=%s', (value) => expect(problems(`tremolo=f=${value}`)).not.toEqual([]));
  test.for(values)('volume=volume=%s', (value) => expect(problems(`volume=volume=${value}`)).not.toEqual([]));
  test('a decibel where the option is in decibels already would mean a factor to ffmpeg', () =>
    expect(problems('equalizer=100:g=6dB')).not.toEqual([]));
});

describe('what is not a single chain is refused, with the place', () => {
  test.for<[string, string]>([
    ['[in]volume=1', 'has [ at character 1: labels'],
    ['volume=1[out]', 'has [ at character 9: labels'],
    ['volume=1]', 'has ] at character 9: labels'],
    ['volume;volume', 'has ; at character 7: a second chain'],
    ['tremolo@a=5', 'at character 1: names of instances'],
    ['volume,,volume', 'at character 8: a filter is missing'],
    ['volume,', 'at character 8: a filter is missing'],
    ["volume='1", 'at character 8 that is not finished'],
    ['volume=1\\', 'at character 9 that is not finished'],
    ["volume=\\'1", 'inside the options is not finished'],
    ['volume=1\n', 'U+000A at character 9'],
    ['volume\u0000=1', 'U+0000 at character 7'],
    ['vоlume=1', 'U+043E at character 2'],
    ['volume＝1', 'U+FF1D at character 7'],
    ['volume=1\u2028', 'U+2028 at character 9'],
    ['😀', 'U+1F600 at character 1'],
    ['sws_flags=1;volume', 'has ; at character 12'],
  ])('%j', ([chain, told]) => expect(problems(chain).join()).toContain(told));
});

describe('what is each allowed but not together', () => {
  test.for<[string, string]>([
    ['aecho=delays=1|2:decays=0.5', 'equally many'],
    ['aecho=delays=1|2', 'equally many'],
    ['chorus=0.7:0.9:55|60:0.4:0.25:2', 'equally many'],
    ['compand=attacks=0|0', 'equally many'],
    ['highpass=t=s:w=2', 'width must be from 0.01 to 1 where width_type is s'],
    ['dynaudnorm=g=4', 'must be odd'],
    ['dynaudnorm=f=1000:g=301', 'framelen times gausssize'],
    ['alimiter=latency=0', 'samples are lost'],
    ['dynaudnorm,dynaudnorm', 'one dynaudnorm only'],
    [Array(9).fill('volume').join(), '9 filters; 8 are allowed'],
    ['aecho=delays=2000,aecho=delays=2000,aecho=delays=1', '4001 ms behind the end; 4000'],
    ['volume=1:volume=2', 'given twice'],
    ['equalizer=f=100:frequency=200', 'given twice'],
    ['equalizer', 'frequency is missing'],
    ['equalizer=t=q:100', 'has no name'],
    ['tremolo=1:1:1', 'there is no value 3'],
  ])('%s', ([chain, told]) => expect(problems(chain).join()).toContain(told));
});

test('Everything that is wrong is told at once, and the list of filters once.', () => {
  const told = problems('amovie=x,tremolo=f=0:d=2:depth=1,[a]asendcmd');
  expect(told).toHaveLength(6);
  expect(told.join().match(/the filters are/g)).toHaveLength(1);
});
