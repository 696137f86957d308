import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { monitoringFiles } from './files.ts';

// Writes the files of docs/monitoring anew: `npm run monitoring`, after a metric has changed.
const directory = resolve(process.argv[2] ?? join(import.meta.dirname, '../../../docs/monitoring'));
await mkdir(directory, { recursive: true });
for (const [name, text] of Object.entries(monitoringFiles())) await writeFile(join(directory, name), text);
