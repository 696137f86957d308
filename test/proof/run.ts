import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ran {
  readonly held: boolean;
  readonly seconds: number;
  /** What it told (test/fixtures/found.ts). */
  readonly found: readonly string[];
}

/** Runs a script of package.json, and lets what it prints be seen. */
export async function run(
  script: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', script, '--', ...words], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    process.stdout.write(text);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const lines = stripVTControlCharacters(said).split('\n');
  return {
    held: code === 0,
    seconds: (performance.now() - began) / 1000,
    found: lines.flatMap((line) => /^found: (.*)$/.exec(line.trim())?.[1] ?? []),
  };
}
