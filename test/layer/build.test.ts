import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layerDirectory } from '../../layers/ffmpeg/layer.ts';
import { binary } from './binary.ts';

const recipe = dirname(dirname(layerDirectory('x86_64')));
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const nobody = { uid: 65_534, gid: 65_534 };

let directory = '';
let copy = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-recipe-'));
  chmodSync(directory, 0o777);
  copy = join(directory, 'ffmpeg');
  cpSync(recipe, copy, {
    recursive: true,
    filter: (path) => !['build', 'out'].some((name) => path === join(recipe, name)),
  });
  chmodSync(copy, 0o777);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A PATH with the everyday commands of every Linux and no compiler. */
const bareTools = (): string => {
  const tools = join(directory, 'tools');
  mkdirSync(tools);
  const names =
    'awk bash cat chmod cut dirname env flock grep id ls mkdir mktemp mv nproc rm sed sha256sum sort stat tail tar uname xargs';
  for (const name of names.split(' ')) {
    const where = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    if (where !== '') symlinkSync(where, join(tools, name));
  }
  return tools;
};

interface Started {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
}
const build = (script: string, { args = [], env = {}, user }: Started = {}) => {
  const { status, stdout, stderr } = spawnSync('/bin/bash', [join(script, 'build.sh'), ...args], {
    ...user,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: join(directory, 'no-such-home'), ...env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
};

describe('build.sh, when the layer is up to date', () => {
  test('says so and builds nothing, from any directory, without a home and without stdin', () => {
    const before = statSync(binary, { bigint: true });
    const { status, stdout, lines } = build(recipe);
    expect({ status, stdout, lines }).toEqual({
      status: 0,
      stdout: '',
      lines: [`layer: out/${architecture} is up to date`],
    });
    const after = statSync(binary, { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  test.each(['components.conf', 'versions.conf', 'recipe/compile.sh', 'patches/ffmpeg-flac-parser.patch', 'NOTICE.in'])(
    'sees a change of %s',
    (file) => {
      cpSync(layerDirectory(architecture), join(copy, 'out', architecture), { recursive: true });
      expect(build(copy).status).toBe(0);
      appendFileSync(join(copy, file), '\n# changed\n');
      // It wants to build, and without a compiler it cannot.
      expect(build(copy, { args: ['--no-apt'], env: { PATH: bareTools() } }).status).toBe(69);
    },
  );
});

describe('build.sh, where it cannot build', () => {
  test('says in one line which packages to install when apt may not be used', () => {
    const { status, lines } = build(copy, { args: ['--no-apt', '--arch', 'x86_64'], env: { PATH: bareTools() } });
    expect(status).toBe(69);
    expect(lines).toEqual([
      expect.stringMatching(
        /^layer: cannot build here: as root, run: apt-get install --no-install-recommends .*\bnasm\b/,
      ),
    ]);
  });

  test('does not try to install anything as an unprivileged user', () => {
    const user = process.getuid?.() === 0 ? nobody : undefined;
    const { status, lines } = build(copy, { env: { PATH: bareTools() }, ...(user && { user }) });
    expect(status).toBe(69);
    expect(lines.at(-1)).toContain('as root, run: apt-get install');
  });

  test('names the cross compiler for the other architecture', () => {
    const other = architecture === 'arm64' ? 'x86_64' : 'arm64';
    const { status, lines } = build(copy, { args: ['--no-apt', '--arch', other], env: { PATH: bareTools() } });
    expect(status).toBe(69);
    expect(lines.at(-1)).toContain(other === 'arm64' ? 'gcc-aarch64-linux-gnu' : 'gcc-x86-64-linux-gnu');
  });

  test('says what to do when no mirror can be reached', () => {
    // No source of packages at all, as on a machine that is cut off; the tools are there where the layer was built.
    const nowhere = join(directory, 'apt.conf');
    appendFileSync(nowhere, 'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "/dev/null";\n');
    const { status, lines } = build(copy, { args: ['--no-apt'], env: { APT_CONFIG: nowhere } });
    expect(status).toBe(69);
    expect(lines.at(-1)).toMatch(/DEBIAN_MIRROR|apt-get install/);
  });

  test('leaves no half-built layer behind', () => {
    build(copy, { args: ['--no-apt'], env: { PATH: bareTools() } });
    expect(() => statSync(join(copy, 'out', architecture))).toThrow('ENOENT');
  });
});

test.each([['--arch', 'riscv64'], ['--arch'], ['--fast'], ['--sanitize', '--check']])(
  'build.sh refuses %s %s',
  (...args) => {
    const { status, lines } = build(copy, { args: args.filter((word) => word !== undefined) });
    expect({ status, lines }).toEqual({
      status: 64,
      lines: ['usage: build.sh [--arch x86_64|arm64] [--check | --sanitize] [--no-apt]'],
    });
  },
);
