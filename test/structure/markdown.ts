import { posix } from 'node:path';
import type { Tree } from './sources.ts';

const LINK = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+["'(][^)]*)?\)/g;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm;
const ATTRIBUTE = /<[^>]+\s(?:href|src|srcset)="([^"]+)"/g;

/** Every relative link and anchor of the pages that leads nowhere. `exists` answers for files and folders. */
export function deadLinks(pages: Tree, exists: (path: string) => boolean): string[] {
  return [...pages].flatMap(([page, text]) => {
    const targets = linksOf(text).filter((target) => !/^([a-z][a-z+.-]*:|\/\/)/i.test(target));
    return targets.filter((target) => leadsNowhere(page, target, pages, exists)).map((target) => `${page}: ${target}`);
  });
}

function leadsNowhere(page: string, target: string, pages: Tree, exists: (path: string) => boolean): boolean {
  const [file = '', anchor] = target.split('#');
  // GitHub reads a leading slash from the repository's root.
  const base = file.startsWith('/') ? '' : posix.dirname(page);
  const path = file === '' ? page : posix.join(base, decodeURIComponent(file.split('?')[0] ?? ''));
  if (path.startsWith('../') || (file !== '' && !exists(path.replace(/\/$/, '')))) return true;
  const text = pages.get(path);
  // The anchors of other files, such as the lines of code, are the forge's own.
  if (anchor === undefined || text === undefined) return false;
  return !anchorsOf(text).has(decodeURIComponent(anchor));
}

/** The targets of a page's links, images, definitions and HTML; what stands in code is not one. */
export function linksOf(text: string): string[] {
  const prose = withoutCode(text).replace(/(`+)(?!`).+?(?<!`)\1(?!`)/g, '');
  return [LINK, DEFINITION, ATTRIBUTE].flatMap((pattern) => [...prose.matchAll(pattern)].map(([, to]) => to ?? ''));
}

/** A page's headings as GitHub makes anchors of them, and what HTML names. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const prose = withoutCode(text);
  for (const [, heading = ''] of prose.matchAll(/^ {0,3}#{1,6}\s+(.+?)(?:\s+#+)?\s*$/gm)) {
    const plain = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]+>/g, '');
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    let unique = slug;
    for (let count = 1; anchors.has(unique); count++) unique = `${slug}-${count}`;
    anchors.add(unique);
  }
  for (const [, name = ''] of prose.matchAll(/<[^>]+\s(?:id|name)="([^"]+)"/g)) anchors.add(name);
  return anchors;
}

function withoutCode(text: string): string {
  return text.replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*\s*$/gm, '').replace(/<!--[\s\S]*?-->/g, '');
}
