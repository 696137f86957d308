import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { decode } from '../fixtures/audio.ts';
import { freePort } from '../fixtures/servers.ts';
import { eventually } from '../offline/emulator.ts';
import { blocksOf, commandsOf } from './blocks.ts';

/** Runs the programs of docs/recipes.md, in a folder in which the package is installed. */
export async function tryRecipes(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const { file, text } of blocksOf('docs/recipes.md')) if (file) await writeFile(join(folder, file), text);
  const [station = '', page = '', ...others] = commandsOf('docs/recipes.md');
  expect(others).toEqual([]);
  const ports = { STATION_PORT: String(await freePort()), PAGE_PORT: String(await freePort()) };
  const running: { readonly child: ChildProcess; readonly gone: Promise<unknown> }[] = [];
  const start = (command: string): void => {
    const env = { ...environment, ...ports, SIGNING_KEYS: 'reader:of the page' };
    const child = spawn('bash', ['-ec', `exec ${command}`], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    running.push({ child, gone: new Promise((resolve) => child.once('close', resolve)) });
  };
  try {
    start(station);
    await eventually(async () => {
      const { body, headers } = await fetch(`http://127.0.0.1:${ports.STATION_PORT}/`);
      expect(headers.get('content-type')).toBe('audio/mpeg');
      const heard: Uint8Array[] = [];
      for await (const chunk of body ?? []) if (heard.push(chunk) > 4) break;
      expect((await decode(Buffer.concat(heard), { rate: 44_100, channels: 2 })).length).toBeGreaterThan(10_000);
    });
    start(page);
    const html = await eventually(async () => (await fetch(`http://127.0.0.1:${ports.PAGE_PORT}/?start=12`)).text());
    const address = /<audio controls src="([^"]+)">/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(address).toMatch(/[?&]sig=/);
    const audio = Buffer.from(await (await fetch(address)).arrayBuffer());
    // Of twenty seconds, from the twelfth on.
    expect((await decode(audio, { rate: 8_000, channels: 1 })).length / 8_000).toBeCloseTo(8, 0);
  } finally {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ gone }) => gone));
  }
}
