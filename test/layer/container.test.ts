import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONTAINER = join(ROOT, 'layers/container');
const run = promisify(execFile);

let directory = '';
/** A repository with a copy of the recipe, whose log is its own. */
let repository = '';
let recipe = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-container-'));
  repository = join(directory, 'repository');
  recipe = join(repository, 'layers/container');
  cpSync(CONTAINER, recipe, { recursive: true, filter: (path) => path !== join(CONTAINER, 'out') });
  for (const name of ['dist', 'layers/ffmpeg']) symlinkSync(join(ROOT, name), join(repository, name));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('build.sh', () => {
  /** Programs of this machine, and nothing else on PATH but what is written here. */
  function toolbox(own: Readonly<Record<string, string>> = {}): string {
    for (const name of 'bash dirname env mkdir uname cat chmod tail cut'.split(' ')) {
      const where = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
      symlinkSync(where, join(directory, name));
    }
    for (const [name, script] of Object.entries(own))
      writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return directory;
  }
  const build = (PATH: string, ...argv: string[]) => {
    const { status, stderr } = spawnSync('/bin/bash', [join(recipe, 'build.sh'), ...argv], {
      env: { PATH },
      encoding: 'utf8',
    });
    return { status, lines: stderr.trimEnd().split('\n') };
  };

  test('says what it takes where there is nothing to build with', () => {
    const why = 'it takes docker, podman or buildah, and none of them works here; on Debian: apt-get install buildah';
    expect(build(toolbox())).toEqual({ status: 69, lines: [`image: cannot build here: ${why}`] });
  });

  test.each([[['--base']], [['--arch', 'riscv64']], [['--what', 'else']]])('says how it is used: %j', (argv) => {
    const usage = 'usage: build.sh [--base IMAGE|debian] [--tag NAME] [--arch x86_64|arm64]';
    expect(build(toolbox(), ...argv)).toEqual({ status: 64, lines: [usage] });
  });

  test('passes over a docker whose engine does not run, and gives podman what docker would find by itself', () => {
    const podman = `case $1 in build) printf '%s\\n' "$@" >"${directory}/argv" ;; esac`;
    const { status, lines } = build(
      toolbox({ docker: 'exit 1', podman }),
      ...['--base', 'example.com/base:1', '--tag', 'mine', '--arch', 'x86_64'],
    );
    expect([status, lines]).toEqual([
      0,
      [
        expect.stringMatching(/ mine for x86_64 on example\.com\/base:1, with podman$/),
        expect.stringMatching(/ built mine$/),
      ],
    ]);
    const argv = readFileSync(join(directory, 'argv'), 'utf8').trimEnd().split('\n');
    expect(argv).toEqual([
      ...['build', '--platform', 'linux/amd64', '--tag', 'mine', '--file', join(recipe, 'Containerfile')],
      ...['--build-arg', 'BASE=example.com/base:1', '--build-arg', 'ARCH=x86_64'],
      ...['--ignorefile', join(recipe, 'Containerfile.dockerignore'), repository],
    ]);
  });

  test('shows what the tool has said last, where it fails', () => {
    const buildah = 'case $1 in build) echo "no such base" >&2; exit 125 ;; esac';
    const { status, lines } = build(toolbox({ buildah }));
    expect([status, lines.includes('no such base'), lines.at(-1)]).toEqual([
      1,
      true,
      expect.stringMatching(/^image: failed: buildah build .*build\.log\)$/),
    ]);
  });
});

/** The page's lines for serverless.yml. */
const lines = (): string =>
  /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(CONTAINER, 'README.md'), 'utf8'))?.[1] ?? '';

test('osls takes the page’s lines for serverless.yml, and asks nobody', async () => {
  const given = parse(lines());
  const service = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), { merge: true, logLevel: 'error' });
  const { layers, plugins, ...rest } = service;
  const functions = Object.entries<Record<string, unknown>>(service.functions).map(([key, definition]) => {
    const { handler, layers: own, package: files, ...others } = definition;
    return [key, { ...others, ...given.functions[key] }];
  });
  const changed = {
    ...rest,
    provider: { ...service.provider, ...given.provider },
    functions: Object.fromEntries(functions),
  };
  writeFileSync(join(directory, 'serverless.yml'), stringify(changed));
  for (const name of ['functions', 'docs']) symlinkSync(join(ROOT, name), join(directory, name));
  mkdirSync(join(directory, 'packed'));
  const env = { PATH: process.env.PATH, HOME: directory, HTTPS_PROXY: 'http://127.0.0.1:9' };
  await run('serverless', ['package', '--package', 'packed'], { cwd: directory, env });
  const template = JSON.parse(
    readFileSync(join(directory, 'packed/cloudformation-template-update-stack.json'), 'utf8'),
  );
  for (const key of ['transcode', 'health', 'metrics']) {
    const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`;
    const { Properties } = template.Resources[name];
    expect(Properties).toMatchObject({
      PackageType: 'Image',
      Code: { ImageUri: given.provider.ecr.images.sluice.uri },
      ImageConfig: { Command: [service.functions[key].handler] },
    });
    expect([Properties.Handler, Properties.Runtime, Properties.Layers]).toEqual([undefined, undefined, undefined]);
  }
});
