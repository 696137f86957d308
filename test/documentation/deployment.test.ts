/** What needs an account of AWS, docker, or minutes: it is not run, but what it names has to be there. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { awsMistakes } from './aws.ts';
import { blocksOf, ROOT, textOf } from './blocks.ts';

const run = promisify(execFile);
const PAGES = [
  ...['docs/deploy.md', 'docs/edge.md', 'docs/offline.md'],
  ...['layers/container/README.md', 'layers/ffmpeg/README.md'],
];
const { params, functions } = parse(textOf('serverless.yml'), { logLevel: 'error' }) as {
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly functions: object;
};
const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
/** `dev` has the defaults alone, and is what no option means. */
const STAGES = ['dev', ...Object.keys(params)];

const options = (line: string): string[] => [...line.matchAll(/(?<= )--[a-z][\w-]*/g)].map(([option]) => option);

/** osls makes the configuration with the same options, and knows each of the command. */
async function serverless(line: string): Promise<void> {
  const [, command = ''] = /serverless ([a-z ]+)/.exec(line) ?? [];
  const { stdout: help } = await run('serverless', [...command.trim().split(' '), '--help'], { cwd: ROOT });
  for (const option of options(line)) expect(help, line).toMatch(new RegExp(`^${option} `, 'm'));
  const [, stage = 'dev'] = /--stage (\S+)/.exec(line) ?? [];
  expect(STAGES).toContain(stage);
  const given = [...line.matchAll(/--param="([^"]+)"/g)].map(([, parameter = '']) => parameter);
  for (const parameter of given) expect(Object.keys(params.default ?? {})).toContain(parameter.split('=')[0]);
  const words = given.map((parameter) => `--param=${parameter}`);
  const { stdout } = await run('serverless', ['print', '--stage', stage, ...words, '--format', 'json'], { cwd: ROOT });
  expect(JSON.parse(stdout).provider.stage).toBe(stage);
}

function aws(line: string): void {
  expect(awsMistakes(line)).toEqual([]);
  for (const [, stage = '', name = ''] of line.matchAll(/--function-name sluice-([a-z]+)-(\w+)/g)) {
    expect(STAGES).toContain(stage);
    expect(Object.keys(functions)).toContain(name);
  }
  for (const [, stage = ''] of line.matchAll(/--stack-name sluice-(\w+)/g)) expect(STAGES).toContain(stage);
  for (const [, output = ''] of line.matchAll(/OutputKey=='(\w+)'/g))
    expect(textOf('functions/edge.yml')).toMatch(new RegExp(`^    Outputs:\n +${output}:$`, 'm'));
}

/** Scripts of ours, by their own reading of options. */
function script(line: string): void {
  const [, name = ''] = /npm run (\w+)/.exec(line) ?? [];
  const [path = ''] = /\S+\.sh/.exec(name ? (scripts[name] ?? '') : line) ?? [];
  if (name) expect(Object.keys(scripts)).toContain(name);
  if (!path) return;
  for (const option of options(line)) expect(readFileSync(join(ROOT, path), 'utf8')).toContain(`    ${option})`);
}

/** Which lines are not run, by their beginnings; why; and what is looked at instead. */
const NOT_RUN: readonly (readonly [line: RegExp, why: string, look: (line: string) => unknown])[] = [
  [/^npx serverless /, 'needs credentials of AWS', serverless],
  [/^(?:URL=\$\(|REGISTRY=\$\()?aws /, 'needs credentials of AWS', aws],
  [/^npm run (?:image|package)\b/, 'is built by test/image/setup.ts, test/integration/template.test.ts', script],
  [/^bash layers\/ffmpeg\/build\.sh/, 'builds for minutes; test/layer/build.test.ts has its options', script],
  [/^(?:export SIGNING_KEYS=|npx sluice sign )/, 'is run by test/documentation/walk.test.ts', () => undefined],
  [/^export MONITOR_TOKEN=\$\(openssl rand -hex 32\)$/, 'is for the deployment that follows', () => undefined],
  [/^export AWS_REGION=/, 'is for the deployment that follows', region],
  [/^curl -\w+ -o talk\.opus 'the address/, 'needs what was deployed', () => undefined],
  [/^curl -d '.*2015-03-31/, 'needs the emulator of an image of AWS', rie],
  [/^docker (?:run|push) /, 'needs docker', () => undefined],
  [/^docker compose /, 'needs docker; test/image/compose.test.ts does what its file says', compose],
  [/^IMAGE_ROOT=/, 'needs an image; the tests of test/image run on one', script],
];

function region(): void {
  expect(textOf('serverless.yml')).toContain('env:AWS_REGION');
}

function rie(line: string): void {
  const [, event = ''] = /-d '([^']+)'/.exec(line) ?? [];
  expect(JSON.parse(event)).toMatchObject({ version: '2.0', requestContext: { http: { method: 'GET' } } });
}

function compose(line: string): void {
  const [, file = ''] = /-f (\S+)/.exec(line) ?? [];
  expect(existsSync(join(ROOT, file))).toBe(true);
}

const lines = PAGES.flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split('\n').map((line) => ({ page, line: line.replace(/ +#.*/, '') }))),
);

test.for(lines)('$page: $line', async ({ line }) => {
  const [found] = NOT_RUN.filter(([beginning]) => beginning.test(line));
  expect(found, 'say why it is not run, or fence it as sh and run it').toBeDefined();
  await found?.[2](line);
});

/** Those within sentences. */
const mentioned = PAGES.flatMap((page) =>
  [...textOf(page).matchAll(/`(npx serverless [^`]+)`/g)].map(([, line = '']) => ({ page, line })),
).filter(({ line }) => !/ offline$/.test(line));

test.for(mentioned)('$page mentions $line', ({ line }) => serverless(line));

test('Every parameter that docs/deploy.md mentions is one of serverless.yml.', () => {
  const named = [...textOf('docs/deploy.md').matchAll(/--param="(\w+)=/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in (params.default ?? {})))).toEqual([]);
});
