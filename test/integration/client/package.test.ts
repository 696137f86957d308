import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { decode } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';
import { freePort, serveFiles } from '../../fixtures/servers.ts';
import { startService } from '../../fixtures/service.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let folder: string;

/** What npm would install, without a network: the package as it is packed, and its dependencies as they are here. */
async function install(): Promise<void> {
  await run('npm', ['run', 'pack:all'], { cwd: ROOT });
  const packed = (await readdir(join(ROOT, 'dist'))).find((name) => name.endsWith('.tgz')) ?? '';
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'sluice'), { recursive: true });
  await run('tar', ['xzf', join(ROOT, 'dist', packed), '-C', join(modules, 'sluice'), '--strip-components=1']);
  const { dependencies } = JSON.parse(await readFile(join(modules, 'sluice/package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types', 'undici-types']) {
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-package-'));
  await install();
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The blocks of docs/client.md that are files. */
async function writeExamples(): Promise<void> {
  const page = await readFile(join(ROOT, 'docs/client.md'), 'utf8');
  for (const [, name = '', text = ''] of page.matchAll(/^```js (\S+)\n(.*?)^```$/gms))
    await writeFile(join(folder, name), text);
}

test('The package has types, which find a mistake.', async () => {
  const compile = (format: string) =>
    writeFile(
      join(folder, 'app.ts'),
      `import { createClient } from 'sluice';
       import { transcodeHere } from 'sluice/fallback';
       const { audio, metadata } = await createClient({ url: 'http://a.b/' }).transcode({ source_url: 'x', output_format: '${format}' });
       audio.pipe(process.stdout);
       export const [rate, here]: [number | undefined, unknown] = [metadata.sampleRate, transcodeHere];`,
    ).then(() =>
      run('tsc', ['--module', 'nodenext', '--target', 'es2024', '--strict', '--noEmit', '--types', 'node', 'app.ts'], {
        cwd: folder,
      }),
    );
  await compile('opus');
  await expect(compile('ogg')).rejects.toMatchObject({ stdout: expect.stringMatching(/'"ogg"' is not assignable/) });
});

test('A caller can name what it is given, and tell its errors by their class, in both of the package’s types.', async () => {
  const program = (url: string) => `import {
      type CallOptions, type Client, ClientError, type ClientOptions, createClient, type Metadata,
      type RequestInput, type ServiceHealth, type Transcoded, type Trouble, type Warning,
    } from 'sluice';
    const request: RequestInput = { source_url: '${url}', output_format: 'opus' };
    export const told = (error: unknown): Trouble | undefined => (error instanceof ClientError ? error.trouble : undefined);
    export type All = [CallOptions, Client<unknown>, ClientOptions, Metadata, ServiceHealth, Transcoded<unknown>, Warning];
    const options: ClientOptions = { url: '${url}', retry: { attempts: 0 } };
    const failure = await createClient(options).health().catch((error: unknown) => error);
    console.log(told(failure), request.output_format);`;
  await writeFile(join(folder, 'errors.ts'), program('http://127.0.0.1:9'));
  const strict = ['--target', 'es2024', '--strict', '--noEmit', 'errors.ts'];
  await run('tsc', ['--module', 'nodenext', '--types', 'node', ...strict], { cwd: folder });
  await run('tsc', ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2024,dom', ...strict], {
    cwd: folder,
  });
  // Node leaves the types out by itself.
  const { stdout } = await run('node', ['errors.ts'], { cwd: folder });
  expect(stdout).toBe('unreachable opus\n');
});

test('A program in CommonJS has it by require, and by a resolution that knows no exports.', async () => {
  await writeFile(join(folder, 'app.cjs'), "console.log(typeof require('sluice').createClient);");
  expect((await run('node', ['app.cjs'], { cwd: folder })).stdout).toBe('function\n');
  const inside = join(folder, 'node_modules/sluice');
  const { main, types } = JSON.parse(await readFile(join(inside, 'package.json'), 'utf8'));
  expect(await readFile(join(inside, types), 'utf8')).toContain('export declare function createClient(');
  expect(await import(join(inside, main))).toHaveProperty('createClient');
});

test('The package’s README is about the client, and every link of its pages leads to a page that it has.', async () => {
  const inside = join(folder, 'node_modules/sluice');
  expect(await readFile(join(inside, 'README.md'), 'utf8')).toMatch(/^# The client\n/);
  const pages = (await readdir(inside, { recursive: true })).filter((name) => name.endsWith('.md'));
  expect(pages).toContain('docs/api.md');
  const links = (
    await Promise.all(
      pages.map(async (page) => {
        const text = await readFile(join(inside, page), 'utf8');
        return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = '']) => join(dirname(page), to));
      }),
    )
  ).flat();
  expect(links).toContain('docs/api.md');
  expect(links.filter((to) => !pages.includes(to))).toEqual([]);
});

test('The package has the command, and nothing of this repository.', async () => {
  const { stdout } = await run('node', ['node_modules/sluice/sluice.mjs', '--version'], { cwd: folder });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const files = await readdir(join(folder, 'node_modules/sluice'), { recursive: true });
  expect(files.filter((name) => /\.ts$/.test(name) && !name.endsWith('.d.ts'))).toEqual([]);
  for (const name of files.filter((file) => file.endsWith('.mjs'))) {
    expect(await readFile(join(folder, 'node_modules/sluice', name), 'utf8')).not.toContain(ROOT);
  }
});

test('The bot of docs/client.md survives a redeploy: all is heard, once.', { timeout: 60_000 }, async () => {
  await writeExamples();
  // It comes as fast as it is heard: else all of it would wait in the sockets, and no death of the service could matter.
  const files = await serveFiles({ '/music': { file: await media('mp3'), paceBytesPerSecond: 80_000 } });
  // The same ones for both: the service's own, its functions' and those of AWS's endpoints.
  const settings = { SOURCE_ALLOW: files.hostPort, PORT: String(await freePort(7)) };
  let service = await startService(settings);
  const bot = spawn('node', ['bot.mjs'], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, TRANSCODER_URL: service.url, SPEED: '5', SOURCE_ALLOW: files.hostPort },
      FFMPEG_PATH: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  bot.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const gone = new Promise((resolve) => bot.once('close', resolve));
  try {
    bot.stdin.end(`${files.url}/music\n`);
    await expect.poll(() => said, { timeout: 10_000 }).toContain('plays 20 s');
    await sleep(500);
    service.process.kill('SIGKILL');
    await service.stop();
    service = await startService(settings);
    await gone;
    expect((await decode(await readFile(join(folder, 'heard.opus')))).length).toBe(960_000);
    expect(said).toContain('resumed (1): ');
  } finally {
    bot.kill();
    await Promise.all([service.stop(), files.close()]);
  }
});
