import { expect, test } from 'vitest';
import { type Deployment, deploymentMistakes } from '../../../lib/cli/deployment-mistakes.ts';

const PARAMETERS = {
  ...{ architecture: 'x86_64', reservedConcurrency: 50, provisionedConcurrency: 0, warmHours: 'off' },
  ...{ monthlyBudget: 20, alarmEmail: 'nobody', edge: 'off', allowedOrigins: '*' },
  ...{ warmFrom: 'cron(0 7 * * ? *)', warmUntil: 'cron(0 23 * * ? *)', warmTimeZone: 'Etc/UTC' },
};

const mistakes = (given: readonly string[], environment: Deployment['environments'][number] = {}): readonly string[] =>
  deploymentMistakes({
    ...{ given, parameters: PARAMETERS, environments: [environment, environment] },
    isBuilt: (architecture) => architecture === 'x86_64',
  });

test('A deployment as serverless.yml has it is right, and so are values that make sense.', () => {
  expect(mistakes([])).toEqual([]);
  const warm = ['warmHours=on', 'warmFrom=at(2026-12-24T18:00:00)', 'warmTimeZone=Europe/Berlin'];
  const given = ['reservedConcurrency=200', 'provisionedConcurrency=200', ...warm, 'alarmEmail=a@b.example'];
  expect(mistakes(['edge=on', 'allowedOrigins=https://example.com'])).toEqual([]);
  expect(mistakes(given, { SIGNING_KEYS: '', REQUEST_TIMEOUT_SECS: 900 })).toEqual([]);
});

test.for<[given: string[], told: RegExp]>([
  [['reservedConcurency=10'], /^reservedConcurency is no parameter; there are architecture, /],
  [['reservedConcurrency=0'], /^reservedConcurrency must be .* from 1 to 1000$/],
  [['reservedConcurrency=1001'], /^reservedConcurrency must be/],
  [['reservedConcurrency=ten'], /^reservedConcurrency must be/],
  [
    ['reservedConcurrency=10', 'provisionedConcurrency=11'],
    /^provisionedConcurrency must be .* to reservedConcurrency/,
  ],
  [['warmHours=yes'], /^warmHours must be on or off$/],
  [['warmHours=on'], /^warmHours needs a provisionedConcurrency/],
  [['warmFrom=7'], /^warmFrom must be as in cron/],
  [['warmUntil=23:00'], /^warmUntil must be as in cron/],
  [['warmTimeZone=Berlin'], /^warmTimeZone must be a zone as in/],
  [['edge=yes'], /^edge must be on or off$/],
  [['allowedOrigins=example.com'], /^allowedOrigins must be/],
  [['allowedOrigins=https://example.com/player'], /^allowedOrigins must be/],
  [['monthlyBudget=0'], /^monthlyBudget must be/],
  [['alarmEmail=me'], /^alarmEmail must be/],
  [['architecture=arm64'], /^there is no layer for arm64/],
])('%s is told before anything is made.', ([given, told]) => {
  const found = mistakes(given);
  expect(found.filter((mistake) => told.test(mistake))).toHaveLength(1);
});

test('Variables with which a function would not start are told, once, in the words of the settings.', () => {
  const wrong = { MAX_DURATION_SECONDS: 'abc', SIGNING_KEYS: 'a:short' };
  expect(mistakes(['alarmEmail=me'], wrong)).toEqual([
    'alarmEmail must be an address, or nobody',
    expect.stringMatching(/^SIGNING_KEYS must be/),
    expect.stringMatching(/^MAX_DURATION_SECONDS must be/),
  ]);
});
