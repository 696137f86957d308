import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../fixtures/audio.ts';
import { media } from '../fixtures/media.ts';
import { type FileServer, serveFile } from '../fixtures/servers.ts';
import { type Service, startService } from '../fixtures/service.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

const run = promisify(execFile);
const page = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** The commands of a page, fenced as `sh`. */
const commands = (name: string): string[] =>
  [...page(name).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block.trim());

describe('what the documentation says to type', () => {
  const curls = commands('README.md').filter((command) => command.startsWith('curl'));
  let origin: FileServer;
  let service: Service;
  let directory: string;

  beforeAll(async () => {
    origin = await serveFile(await media('mp3'));
    service = await startService({ SOURCE_ALLOW: origin.hostPort });
    directory = await mkdtemp(join(tmpdir(), 'sluice-readme-'));
  });
  afterAll(async () => {
    await service?.stop();
    await origin?.close();
    await rm(directory, { recursive: true, force: true });
  });

  test('there is something to try', () => expect(curls.length).toBeGreaterThan(1));

  test.for(curls)('%s', async (command) => {
    const here = command.replaceAll('http://127.0.0.1:8090', service.url);
    await run('bash', ['-ec', here], { cwd: directory, env: { PATH: process.env.PATH, SOURCE: origin.url } });
    const [, file = '', codec = ''] = /-o (out\.(\w+))/.exec(command) ?? [];
    expect(await probe(await readFile(join(directory, file)))).toMatchObject({ codec });
  });

  test('what docs/edge.md sends by hand, whose digest is the body’s', async () => {
    const [command = ''] = commands('docs/edge.md');
    const here = command.replace('https://example.com/talk.mp3', origin.url);
    const { stdout } = await run('bash', ['-ec', `${here}\nprintf %s "$DIGEST $BODY"`], {
      cwd: directory,
      env: { PATH: process.env.PATH, EDGE: service.url },
    });
    const [digest = '', body = ''] = stdout.split(/ (.*)/);
    expect(digest).toBe(createHash('sha256').update(body).digest('hex'));
    expect(await probe(await readFile(join(directory, 'talk.opus')))).toMatchObject({ codec: 'opus' });
  });
});

test.for(PAGES)('Every script that %s names is one of package.json.', (name) => {
  const { scripts } = JSON.parse(page('package.json')) as { scripts: Record<string, string> };
  const named = [...page(name).matchAll(/npm (?:run ([a-z:]+)|(start|test))\b/g)].map(
    ([, script, short = '']) => script ?? short,
  );
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('Every header of the contract stands in docs/api.md, and CORS shows it to browsers.', async () => {
  const { HEADERS } = await import('../../lib/contract/headers.ts');
  for (const header of Object.values(HEADERS)) {
    expect(page('serverless.yml')).toContain(`- ${header}\n`);
    expect(page('docs/api.md')).toContain(`\`${header}\``);
  }
});

test('The table of bitrates in docs/api.md is the one that requests are checked with.', async () => {
  const { allowedBitrates } = await import('../../lib/contract/bitrate.ts');
  const rows = [
    ...page('docs/api.md').matchAll(/^\| *(\d+) *\| *(\d+)–(\d+) *\| *(\d+)–(\d+) *\| *(\d+)–(\d+) *\|$/gm),
  ];
  expect(rows).toHaveLength(7);
  for (const row of rows) {
    const [hz = 0, ...ends] = row.slice(1).map(Number);
    const mp3 = allowedBitrates('mp3', hz, 2);
    const list = 'list' in mp3 ? mp3.list : [];
    const aac = [1, 2].flatMap((channels) => Object.values(allowedBitrates('aac', hz, channels)));
    expect(ends).toEqual([list[0], list.at(-1), ...aac]);
  }
});
