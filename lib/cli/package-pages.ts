import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** The pages for whoever calls the service: where they are here, and where they are in the package. */
const PAGES: Readonly<Record<string, string>> = {
  'docs/client.md': 'README.md',
  'CHANGELOG.md': 'CHANGELOG.md',
  ...Object.fromEntries(
    ['api', 'cli', 'sources', 'formats', 'filters', 'custom-filters'].map((page) => [
      `docs/${page}.md`,
      `docs/${page}.md`,
    ]),
  ),
};

const LINK = /(!?)\[([^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)/g;

/**
 * A page as it stands in the package: its links to other pages lead there, and those to what only the repository has are
 * their text alone, for they would lead nowhere.
 *
 * @param page - from the root of the repository, as in `docs/client.md`
 */
export function packaged(text: string, page: string): string {
  const here = dirname(PAGES[page] ?? page);
  return text.replace(LINK, (_, picture: string, label: string, target: string, part = '') => {
    const to = PAGES[join(dirname(page), target)];
    return to === undefined || picture ? label : `[${label}](${relative(here, to)}${part})`;
  });
}

/** Writes the package's pages. The first is about the client, which is what the package is. */
export async function writePages(root: string, folder: string): Promise<void> {
  await mkdir(join(folder, 'docs'), { recursive: true });
  for (const [page, to] of Object.entries(PAGES))
    await writeFile(join(folder, to), packaged(await readFile(join(root, page), 'utf8'), page));
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}
