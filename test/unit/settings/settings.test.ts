import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LIMITS } from '../../../lib/settings/limits.ts';
import { readMachineSettings, readSettings, SETTING_NAMES, SettingsError } from '../../../lib/settings/settings.ts';
import { SOURCE_LIMITS } from '../../../lib/settings/source-limits.ts';
import { VERSION } from '../../../lib/settings/version.ts';

const repository = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('An empty environment gives the contract’s defaults.', () => {
  expect(readSettings({})).toEqual({
    PORT: 8090,
    HOST: '127.0.0.1',
    MAX_CONCURRENT_STREAMS: 50,
    REQUEST_TIMEOUT_SECS: 900,
    FFMPEG_PATH: 'ffmpeg',
    SOURCE_ALLOW: [],
    SIGNING_KEYS: [],
    TRANSCODE_FUNCTION: 'sluice-dev-transcode',
    METRICS_PERIOD_SECONDS: 60,
    LOG_LEVEL: 'INFO',
  });
});

test('An empty variable counts as one that is not set.', () => {
  expect(readSettings({ PORT: '', SOURCE_ALLOW: '', MONITOR_TOKEN: '' })).toEqual(readSettings({}));
});

test.for<[string, string]>([
  ['PORT', '-1'],
  ['PORT', '65536'],
  ['PORT', '80x'],
  ['MAX_CONCURRENT_STREAMS', '0'],
  ['REQUEST_TIMEOUT_SECS', '901'],
  ['SOURCE_ALLOW', '127.0.0.1'],
  ['SOURCE_ALLOW', 'http://a:80'],
  ['SOURCE_ALLOW', 'a:80,b'],
  ['SIGNING_KEYS', 'id:short'],
  ['SIGNING_KEYS', ','],
  ['SIGNING_KEYS', 'id:0123456789abcdef,id:another-long-secret'],
  ['MAX_DURATION_SECONDS', '0'],
  ['MAX_ANSWER_BYTES', '200000001'],
  ['MAX_BITRATE_KBPS', '5'],
  ['MONITOR_TOKEN', 'short'],
  ['LOG_LEVEL', 'LOUD'],
  ['METRICS_PERIOD_SECONDS', '7'],
  ['TRANSCODE_FUNCTION', 'arn:aws:lambda'],
  ['TRANSCODER_URL', 'example.com'],
])('%s=%s is refused by its name', ([name, value]) => {
  expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^ {2}${name} must`, 'm'));
});

test('All mistakes are told at once, and no secret is shown.', () => {
  const read = () => readSettings({ PORT: 'x', LOG_LEVEL: 'x', SIGNING_KEYS: 'id:s3cret', MONITOR_TOKEN: 't0ken' });
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(/PORT[\s\S]*SIGNING_KEYS[\s\S]*MONITOR_TOKEN[\s\S]*LOG_LEVEL/);
  expect(read).not.toThrow(/s3cret|t0ken/);
});

test('A program that makes streams itself has variables of its own, whatever they are called.', () => {
  const own = { PORT: 'https', LOG_LEVEL: 'debug', MONITOR_TOKEN: 'short', MAX_CONCURRENT_STREAMS: 'all' };
  const ours = { FFMPEG_PATH: '/opt/bin/ffmpeg', SOURCE_ALLOW: 'radio.lan:8000' };
  expect(readMachineSettings({ ...own, ...ours })).toEqual({ ...ours, SOURCE_ALLOW: ['radio.lan:8000'] });
  expect(readMachineSettings(own)).toEqual({ FFMPEG_PATH: 'ffmpeg', SOURCE_ALLOW: [] });
  expect(() => readMachineSettings({ SOURCE_ALLOW: 'radio.lan' })).toThrow(SettingsError);
});

test('An IPv6 address is allowed in brackets.', () => {
  expect(readSettings({ SOURCE_ALLOW: '[::1]:9000, radio.lan:8000' }).SOURCE_ALLOW).toEqual([
    '[::1]:9000',
    'radio.lan:8000',
  ]);
});

test('docs/settings.md has a row for every setting.', () => {
  const page = repository('docs/settings.md');
  for (const name of SETTING_NAMES) expect(page).toContain(`\`${name}\``);
});

test('docs/settings.md has the defaults that are read.', () => {
  const read: Readonly<Record<string, unknown>> = readSettings({});
  const rows = [...repository('docs/settings.md').matchAll(/^\| `([A-Z_]+)` +\| (\d+)(?=[ ;])/gm)];
  expect(rows.map(([, name = '']) => name)).toEqual([
    ...['PORT', 'MAX_CONCURRENT_STREAMS', 'REQUEST_TIMEOUT_SECS', 'MAX_ANSWER_BYTES', 'METRICS_PERIOD_SECONDS'],
  ]);
  for (const [, name = '', figure] of rows)
    expect([name, Number(figure)]).toEqual([name, name === 'MAX_ANSWER_BYTES' ? LIMITS.answerBytes / 1e6 : read[name]]);
});

test('docs/settings.md has the limits that are nobody’s to set.', () => {
  const page = repository('docs/settings.md').split('## Limits that are no settings')[1] ?? '';
  const told = [...page.matchAll(/^\| (.+?) +\| ([^|]*\d[^|]*?) +\|$/gm)].map(([, , figure]) => figure);
  const [source, { aws }] = [SOURCE_LIMITS, LIMITS];
  expect(told).toEqual([
    `${source.connectMs / 1000} s`,
    `${source.headersMs / 1000} s, ${source.maxHeaderBytes / 1024} KiB`,
    `${source.idleMs / 1000} s`,
    `${source.floorBytesPerSecond} bytes/s`,
    `${source.maxRedirects}`,
    `${source.maxBytes / 1024 ** 3} GiB`,
    `${source.maxSpoolBytes / 1e6} MB`,
    `${source.maxContinuations}`,
    `${LIMITS.answerBytes / 1e6} MB, as on AWS`,
    `${aws.figuresMs / 1000} s`,
    `${aws.healthWaitMs} ms`,
    `${aws.freshMs / 1000} s`,
  ]);
  expect(page).toContain(`over ${source.floorMs / 1000} s`);
});

test('The version is package.json’s.', () => {
  expect(VERSION).toBe(JSON.parse(repository('package.json')).version);
});
