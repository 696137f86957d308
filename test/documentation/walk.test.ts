/** What README.md and the pages for callers say to type, in order, in a clone with an empty HOME. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { parseKeys } from '../../lib/sign/keys.ts';
import { verify } from '../../lib/sign/verify.ts';
import { probe } from '../fixtures/audio.ts';
import { media } from '../fixtures/media.ts';
import { type FileServer, freePort, serveFile } from '../fixtures/servers.ts';
import { eventually } from '../offline/emulator.ts';
import { blocksOf, commandsOf, ROOT } from './blocks.ts';
import { type Clone, clone } from './clone.ts';
import { tryRecipes } from './recipes.ts';

const run = promisify(execFile);
/** Without the Node that this project brings, which need not know the certificates of the machine's network. */
const MACHINES_PATH = (process.env.PATH ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules'))
  .join(':');
/** Against hanging, and no measure of anything. */
const START_MS = 120_000;
/** Of every address on the pages. */
const PORT = '8090';

let origin: FileServer;
let here: Clone;
let port: string;
let environment: Record<string, string | undefined>;

beforeAll(async () => {
  origin = await serveFile(await media('mp3'));
  here = await clone();
  port = String(await freePort(7));
  environment = {
    ...{ PATH: process.env.PATH, HOME: here.home, SOURCE: origin.url, SOURCE_ALLOW: origin.hostPort },
    ...{ PORT: port, MAX_CONCURRENT_STREAMS: '2', EDGE: `http://127.0.0.1:${port}` },
  };
});
afterAll(async () => {
  await here?.remove();
  await origin?.close();
});

/** Another port than that of the page, where somebody may be. */
const addressed = (command: string): string => command.replaceAll(`127.0.0.1:${PORT}`, `127.0.0.1:${port}`);
const type = (command: string, cwd: string, more: Record<string, string> = {}) =>
  run('bash', ['-ec', addressed(command)], { cwd, env: { ...environment, ...more } });
const codecOf = async (file: string): Promise<unknown> => (await probe(await readFile(join(here.folder, file)))).codec;

test('README.md, docs/filters.md, docs/edge.md, docs/client.md, docs/recipes.md, docs/cli.md: all that they say to type.', async () => {
  const [start = '', post = '', get = '', ...rest] = commandsOf('README.md');
  expect(rest).toEqual([]);
  const service = spawn('bash', ['-ec', start], {
    cwd: here.folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const output of [service.stdout, service.stderr])
    output.on('data', (text: Buffer) => {
      said += text;
    });
  const gone = new Promise((resolve) => service.once('close', resolve));
  onTestFinished(async () => {
    // Ctrl-C goes to everybody at a terminal.
    process.kill(-(service.pid ?? 0), 'SIGINT');
    await gone;
  });
  // The page says that it sends a piece of music through itself, and serves. Bundling before that takes its time where others work.
  await vi.waitFor(() => expect(said).toContain(`http://127.0.0.1:${port}`), { timeout: START_MS, interval: 100 });
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200));

  const shown: object = JSON.parse(blocksOf('docs/api.md')[0]?.text ?? '');
  const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as object;
  expect(Object.keys({ provisioned: {}, ...health }).toSorted()).toEqual(Object.keys(shown).toSorted());

  await type(post, here.folder);
  expect(await codecOf('out.opus')).toBe('opus');
  await type(get, here.folder);
  expect(await codecOf('out.mp3')).toBe('mp3');

  const [filters = ''] = commandsOf('docs/filters.md');
  await type(`rm out.opus\n${filters}`, here.folder);
  expect(await codecOf('out.opus')).toBe('opus');

  // The digest that is sent is the body's, and the source that of the page is one that is there.
  const [edge = ''] = commandsOf('docs/edge.md');
  const { stdout } = await type(
    `${edge.replace('https://example.com/talk.mp3', origin.url)}\nprintf %s "$DIGEST $BODY"`,
    here.folder,
  );
  const [digest = '', body = ''] = stdout.split(/ (.*)/);
  expect(digest).toBe(createHash('sha256').update(body).digest('hex'));
  expect(await codecOf('talk.opus')).toBe('opus');

  // docs/client.md: the bot has that service, and lives beside the clone.
  const [pack = '', install = '', address = '', bot = '', ...more] = commandsOf('docs/client.md');
  expect(more).toEqual([]);
  await type(pack, here.folder);
  const folder = join(here.folder, '../bot');
  await mkdir(folder);
  for (const { file, text } of blocksOf('docs/client.md')) if (file) await writeFile(join(folder, file), text);
  const [packages = '', command = ''] = install.split('\n');
  await type(packages, folder, { PATH: MACHINES_PATH });
  const doctor = await type(command, folder, { FFMPEG_PATH: join(ROOT, 'layers/ffmpeg/out/x86_64/bin/ffmpeg') });
  expect(doctor.stdout).toContain('ffmpeg');
  const { stderr } = await type(`${address}\necho ${origin.url} | ${bot}`, folder, { SPEED: '40' });
  expect(stderr).toContain('plays 20 s\n');
  expect(await probe(await readFile(join(folder, 'heard.opus')))).toMatchObject({ codec: 'opus' });
  await snippets(folder);
  await tryRecipes(folder, { ...environment, TRANSCODER_URL: `http://127.0.0.1:${port}` });

  // docs/cli.md, whose addresses are ones that are there, and whose player takes a little.
  const [cli = ''] = commandsOf('docs/cli.md');
  await copyFile(await media('wav'), join(folder, 'talk.wav'));
  const heard = await type(
    `set -o pipefail\n${cli.replace(/https:\/\/example\.com\/\w+(\.mp3)?/g, origin.url).replace('mpv -', 'wc -c')}`,
    folder,
    { PATH: `${join(folder, 'node_modules/.bin')}:${process.env.PATH}` },
  );
  expect(Number(heard.stdout.trim().split('\n').at(-1))).toBeGreaterThan(100_000);
  expect(await codecOf('../bot/talk.opus')).toBe('opus');
  expect(await codecOf('../bot/talk.mp3')).toBe('mp3');
});

test('docs/deploy.md: the clone has the command, which signs an address with the keys that the page makes.', async () => {
  const { keys, sign } = signing();
  const url = `http://127.0.0.1:${port}`;
  // Without the brought Node in front, as at a terminal.
  const { stdout } = await type(`${keys}\nURL=${url}/\n${sign}\necho "$SIGNING_KEYS"`, here.folder, {
    PATH: MACHINES_PATH,
  });
  const [address = '', secrets = ''] = stdout.trim().split('\n');
  const { pathname, search } = new URL(address);
  const request = { method: 'GET', path: pathname, query: search.slice(1), headers: {} };
  expect(address.startsWith(`${url}/transcode?`)).toBe(true);
  expect(await verify(request, parseKeys(secrets))).toMatchObject({ ok: true });
});

/** Of blocks whose other lines need an account of AWS. */
function signing(): { readonly keys: string; readonly sign: string } {
  const lines = blocksOf('docs/deploy.md').flatMap(({ text }) => text.split('\n'));
  const beginning = (words: string): string => lines.find((line) => line.startsWith(words)) ?? `no line ${words}`;
  return { keys: beginning('export SIGNING_KEYS='), sign: beginning('npx sluice sign ') };
}

/** What the snippets of the page leave to their reader. */
const GIVEN = `
  import type { Readable } from 'node:stream';
  import { createClient } from 'sluice';
  declare const url: string, source_url: string, audio: Readable;
  declare const player: { play(resource: unknown): void };
  declare const StreamType: { OggOpus: unknown };
  declare function createAudioResource(audio: Readable, options: object): unknown;
`;

/** The others are files of their own, and have run. */
async function snippets(folder: string): Promise<void> {
  const texts = blocksOf('docs/client.md').flatMap(({ language, file, text }) =>
    language === 'js' && file === undefined ? [text.replace(/^import .*$/m, '')] : [],
  );
  expect(texts.length).toBeGreaterThan(2);
  const bodies = texts.map((text, at) => `export async function snippet${at}() {\n${text}\n}`);
  await writeFile(join(folder, 'snippets.ts'), [GIVEN, ...bodies].join('\n'));
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
  const paths = [
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
    '--strict',
    '--noEmit',
    '--skipLibCheck',
  ];
  await run('tsc', [...paths, ...types, 'snippets.ts'], { cwd: folder }).catch(({ stdout }) => {
    throw new Error(stdout);
  });
}

test('lib/offline/README.md: the plugin runs a function that is not one of ours.', async () => {
  const [yaml] = blocksOf('lib/offline/README.md');
  const head = 'service: hello\nprovider: { name: aws, runtime: nodejs24.x }\n';
  await writeFile(join(here.folder, 'hello.yml'), head + (yaml?.text ?? '').replace(`port: ${PORT}`, `port: ${port}`));
  await writeFile(
    join(here.folder, 'hello.mjs'),
    'export const handler = awslambda.streamifyResponse(async (_, stream) => void stream.end("hello"));\n',
  );
  const service = spawn('serverless', ['offline', '--config', 'hello.yml'], {
    ...{ cwd: here.folder, env: environment, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  const gone = new Promise((resolve) => service.once('close', resolve));
  onTestFinished(async () => {
    service.kill('SIGTERM');
    await gone;
  });
  let said = '';
  service.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await eventually(() => expect(said).toContain(`ready http://127.0.0.1:${port}\n`));
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
});
