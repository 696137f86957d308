/** The process of the sources. Asked with files by their URL paths, it serves them. */
import { type ServedFile, serveFiles } from '../fixtures/servers.ts';
import { answering } from './own-process.ts';

export type Files = Readonly<Record<string, ServedFile & { file: string }>>;
export type Served = Readonly<{ url: string; hostPort: string }>;

answering(async (files: Files): Promise<Served> => {
  const { url, hostPort } = await serveFiles(files);
  return { url, hostPort };
});
