import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'confinement-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** A layer with these files. */
async function layer(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await folder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

const answerOf = async (url: string) => JSON.parse((await (await call(url)).rest()).text);
const files = (url: string, query = '') => answerOf(`${url}/?kind=files${query}`);

test('An environment has a /tmp of its own, which it keeps.', async () => {
  const { url } = await emulate();
  expect((await files(url, '&write=mine'))['/tmp']).toContain('mine');
  expect((await files(url))['/tmp']).toContain('mine');
  expect(existsSync('/tmp/mine')).toBe(false);
});

test('It does not see what others have, nor what this machine has.', async () => {
  const host = await folder();
  const { url } = await emulate({ provisioned: 2, limit: 2 });
  const entrance = await door();
  // While one is busy, the other answers.
  const busy = await call(`${url}/?kind=parts&door=${entrance.url}`);
  await eventually(() => expect(entrance.waiting()).toBe(1));
  const one = await files(url, `&write=first&folder=${host}`);
  expect(one['/tmp']).toContain('first');
  expect(one[host]).toBe('ENOENT');
  entrance.open();
  await busy.rest();
  await eventually(async () => {
    const other = await files(url);
    expect(other.pid).not.toBe(one.pid);
    expect(other['/tmp']).not.toContain('first');
  });
});

test('Its /tmp has 512 MB, and then no space left.', async () => {
  const { url } = await emulate({ memoryMegabytes: 1769 });
  expect((await files(url, '&write=fits&megabytes=400')).error).toBeUndefined();
  expect((await files(url, '&write=more&megabytes=200')).error).toBe('ENOSPC');
});

test('A service that is /tmp itself would not be in it, and is told so.', async () => {
  const options = { serviceDirectory: '/tmp/' };
  await expect(emulate({}, options)).rejects.toThrow('A service cannot be /tmp itself');
});

test('Folders that its variables name are there, although they lie in /tmp.', async () => {
  const named = await layer({ file: 'text' });
  const { url } = await emulate({ environment: { GIVEN: join(named, 'file'), COMING: join(named, 'later') } });
  expect((await files(url, `&folder=${named}`))[named]).toEqual(['file']);
  await writeFile(join(named, 'later'), 'came');
  expect((await files(url, `&folder=${named}`))[named]).toEqual(['file', 'later']);
});

test('Its layers are in /opt, a later one in front of an earlier one, and cannot be written to.', async () => {
  const first = await layer({ 'bin/tool': 'first', only: '1' });
  const second = await layer({ 'bin/tool': 'second', 'bin/other': '2' });
  const { url } = await emulate({ binDirectories: [join(first, 'bin')] });
  expect(await files(url)).toMatchObject({ '/opt': ['bin', 'only'], '/opt/bin': ['tool'] });
  const both = await emulate({ binDirectories: [join(first, 'bin'), join(second, 'bin')] });
  const { variables } = await answerOf(`${both.url}/?kind=echo`);
  expect(variables.PATH.split(':')[0]).toBe('/opt/bin');
  expect(await files(both.url)).toMatchObject({ '/opt': ['bin', 'only'], '/opt/bin': ['other', 'tool'] });
});

test('A layer on a file system whose flags must stay, as for whoever is no root, cannot be written to either.', async () => {
  const script = fileURLToPath(new URL('../../lib/offline/confinement/confine.sh', import.meta.url));
  const inner = `unshare --mount --map-root-user sh ${script} 16 /mnt '' '' / sh -c 'cat /opt/file; touch /opt/new'`;
  const outer = `mount -t tmpfs -o nosuid,nodev tmpfs /mnt && echo text >/mnt/file && ${inner}`;
  const { stdout, stderr } = spawnSync('unshare', ['--mount', '--map-root-user', 'sh', '-c', outer], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('text\n');
  expect(stderr).toMatch(/^touch: .*\/opt\/new.*: Read-only file system\n$/);
});

test('Its memory and processors are bounded by control groups, which are gone when it is.', async () => {
  const { url, service } = await emulate({ memoryMegabytes: 884 }, { processors: 'by-memory' });
  const { cgroup } = await files(url);
  const [, path] = /:memory:(.*)$/m.exec(cgroup) ?? [];
  const [, cpu] = /:cpu:(.*)$/m.exec(cgroup) ?? [];
  expect(readFileSync(`/sys/fs/cgroup/memory${path}/memory.limit_in_bytes`, 'utf8')).toBe(
    `${(884 + 512) * 1024 ** 2}\n`,
  );
  expect(readFileSync(`/sys/fs/cgroup/cpu${cpu}/cpu.cfs_quota_us`, 'utf8')).toBe(
    `${Math.round((884 / 1769) * 100_000)}\n`,
  );
  // All of them together, beside the emulator and whoever listens: what the kernel counts for a nice of 10.
  expect(readFileSync(`/sys/fs/cgroup/cpu${dirname(cpu ?? '')}/cpu.shares`, 'utf8')).toBe('110\n');
  await service.close();
  expect(readdirSync('/sys/fs/cgroup/cpu').filter((name) => name.startsWith(`lambda-offline-${process.pid}-`))).toEqual(
    [],
  );
});

test('All of the processors are its own unless they are given by memory.', async () => {
  const { url } = await emulate();
  const [, cpu] = /:cpu:(.*)$/m.exec((await files(url)).cgroup) ?? [];
  expect(readFileSync(`/sys/fs/cgroup/cpu${cpu}/cpu.cfs_quota_us`, 'utf8')).toBe('-1\n');
});

test('What grows faster than it is looked at is ended by the kernel, and told as memory.', async () => {
  const { url, lines } = await emulate({ memoryMegabytes: 128 });
  await (await call(`${url}/?kind=takes&megabytes=2000&ms=10000`)).rest();
  await eventually(() => expect(lines.join('\n')).toContain('Error Type: Runtime.OutOfMemory'));
});
