import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { findConfinement } from '../../lib/offline/confinement/mounts.ts';
import { media } from '../fixtures/media.ts';
import { allGone, familyOf } from '../fixtures/processes.ts';
import { type FileServer, serveFile } from '../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../fixtures/service.ts';
import { placeHere, REPOSITORY } from './place.ts';

const run = promisify(execFile);
const { root, inspected } = placeHere();

/** What a program that was meant to fail has said. */
interface Failure {
  readonly code: number;
  readonly stderr: string;
}
const failureOf = (running: Promise<unknown>): Promise<Failure> =>
  running.then(
    () => Promise.reject(new Error('it did not fail')),
    (failure) => failure,
  );

describe('the image', () => {
  test('says what Lambda is to run, as AWS’s bases do', () => {
    const { config } = JSON.parse(readFileSync(inspected, 'utf8')).OCIv1;
    expect(config).toMatchObject({
      Entrypoint: ['/lambda-entrypoint.sh'],
      Cmd: ['dist/functions/transcode/index.handler'],
      WorkingDir: '/var/task',
    });
    expect(config.Env).toContain('LAMBDA_TASK_ROOT=/var/task');
    expect(config.Env.find((one: string) => one.startsWith('PATH='))?.split(':')).toContain('/opt/bin');
  });

  test('holds the bundles and the layer’s ffmpeg, and nothing else of the repository', async () => {
    const task = await readdir(join(root, 'var/task'), { recursive: true });
    const bundles = ['health', 'metrics', 'transcode'].map((name) => `dist/functions/${name}/index.mjs`);
    expect(task.filter((name) => name.includes('.')).toSorted()).toEqual(bundles);
    for (const name of bundles)
      expect(await readFile(join(root, 'var/task', name))).toEqual(await readFile(REPOSITORY + name));
    expect((await readdir(join(root, 'opt'))).toSorted()).toEqual(['BUILD.json', 'NOTICE', 'bin']);
    expect((await readFile(join(root, 'opt/bin/ffmpeg'))).equals(await readFile(layerBinary('x86_64')))).toBe(true);
  });

  test('can be read by everybody, for Lambda’s user is nobody of ours', async () => {
    for (const folder of ['var/task', 'var/runtime', 'opt']) {
      for (const name of ['', ...(await readdir(join(root, folder), { recursive: true }))]) {
        const { mode } = await lstat(join(root, folder, name));
        expect([folder, name, mode & 0o004]).toEqual([folder, name, 0o004]);
      }
    }
  });

  test('does not tell where it was made', async () => {
    for (const file of ['etc/resolv.conf', 'etc/hosts']) expect(await readFile(join(root, file), 'utf8')).toBe('');
    expect(await readdir(join(root, 'etc/apt'))).not.toContain('sources.list');
  });
});

describe('its entry point', () => {
  const enter = (env: Record<string, string>, ...argv: string[]) =>
    failureOf(run('/usr/sbin/chroot', [root, '/lambda-entrypoint.sh', ...argv], { env }));

  test('wants a handler', async () => {
    const { code, stderr } = await enter({});
    expect([code, stderr]).toEqual([142, expect.stringContaining('the handler is missing')]);
  });

  test('wants a Runtime API', async () => {
    const { code, stderr } = await enter({}, 'dist/functions/health/index.handler');
    expect([code, stderr]).toEqual([1, expect.stringContaining('there is no Runtime API')]);
  });
});

test('An environment in it can write to /tmp, and nowhere else.', async () => {
  const confine = findConfinement();
  const [file = '', ...argv] = confine?.({ image: root, layers: [], needed: [], cgroups: [], directory: '/' }) ?? [];
  const shell = (script: string) =>
    run(file, [...argv, 'unshare', '--root', root, '--wd', '/var/task', '/bin/sh', '-c', script]);
  expect((await shell('echo text > /tmp/file && cat /tmp/file && pwd')).stdout).toBe('text\n/var/task\n');
  for (const place of ['/file', '/var/task/file', '/opt/file', '/usr/file']) {
    expect(await failureOf(shell(`echo text > ${place}`))).toMatchObject({
      stderr: expect.stringContaining('Read-only file system'),
    });
  }
  expect(await readdir(join(root, 'tmp'))).toEqual([]);
});

describe('its answers', () => {
  let origin: FileServer;
  let image: Service;
  let processes: Service;

  beforeAll(async () => {
    origin = await serveFile(await media('flac'));
    const settings = { SOURCE_ALLOW: origin.hostPort };
    [image, processes] = await Promise.all([startService(settings), startService({ ...settings, IMAGE_ROOT: '' })]);
  });
  afterAll(async () => {
    await Promise.all([image?.stop(), processes?.stop()]);
    await origin?.close();
  });

  /** The programs that its environments run, as they see them. */
  const programs = (service: Service) =>
    familyOf(service.process.pid ?? 0).flatMap(({ pid, command }) =>
      /(index\.mjs|aws-lambda-ric\S*) $/.test(command) ? [{ command, root: readlinkSync(`/proc/${pid}/root`) }] : [],
    );

  test('come from its own Node and runtime, in its own root, and those of the others do not', () => {
    expect(image.lines.join('\n')).toContain(`in the image ${root}`);
    const own = programs(image);
    expect(own).toHaveLength(4);
    for (const program of own) {
      expect(program.root).toBe(realpathSync(root));
      expect(program.command).toMatch(/^\/var\/lang\/bin\/node .*\/var\/runtime\/index\.mjs $/);
    }
    expect(programs(processes).map((program) => program.root)).toEqual(['/', '/', '/', '/']);
  });

  test.each(['opus', 'wav'])('are those of the processes, byte for byte: %s', async (output_format) => {
    const ask = async (service: Service) => {
      const response = await post(service, { source_url: origin.url, output_format });
      expect(response.status).toBe(200);
      return bytesOf(response);
    };
    const [one, other] = await Promise.all([ask(image), ask(processes)]);
    expect(one.length).toBeGreaterThan(100_000);
    expect(one.equals(other)).toBe(true);
  });

  test('come four at once, all of them whole', async () => {
    const request = () => post(image, { source_url: origin.url, output_format: 'flac' });
    const answers = await Promise.all(Array.from({ length: 4 }, request));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const bodies = await Promise.all(answers.map(bytesOf));
    for (const body of bodies) expect(body.equals(bodies[0] ?? Buffer.of())).toBe(true);
  });

  test('end with the service, even if that is killed: no environment is left', async () => {
    const killed = await startService();
    const family = familyOf(killed.process.pid ?? 0);
    expect(programs(killed)).toHaveLength(4);
    killed.process.kill('SIGKILL');
    await allGone(family);
  });

  test('tell the health of its own ffmpeg', async () => {
    const health = async (service: Service) =>
      (await (await fetch(`${service.url}/health`)).json()) as { status: string; ffmpeg_version: string };
    const { status, ffmpeg_version } = await health(image);
    expect([status, ffmpeg_version]).toEqual(['healthy', (await health(processes)).ffmpeg_version]);
  });
});
