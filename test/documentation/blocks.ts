import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** `sh` is tried here as it stands; `console` is for another machine, or for AWS. */
  readonly language: string;
  /** Of a block that is a file. */
  readonly file: string | undefined;
  readonly text: string;
}

/** Those of a list are indented as it is. */
const FENCE = /^( *)```(\S*)(?: (\S+))?\n([\s\S]*?)^\1```$/gm;

export const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

export const blocksOf = (page: string): Block[] =>
  [...textOf(page).matchAll(FENCE)].map(([, indent = '', language = '', file, text = '']) => ({
    ...{ language, file, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trim() },
  }));

/** The commands of a page, in order. */
export const commandsOf = (page: string): string[] =>
  blocksOf(page).flatMap(({ language, text }) => (language === 'sh' ? [text] : []));

/** Every page of the repository, those that are not committed yet included. */
export const pages = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((page) => page !== '');
