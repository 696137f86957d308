import { readFile } from 'node:fs/promises';
import { ensureSample } from '../../../lib/cli/sample/sample.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { openSession } from '../../../lib/session/session.ts';
import { serveFile } from '../../fixtures/servers.ts';

/** The answer to a request with nothing wrong. @throws what the service would have answered */
export async function soundAnswer(binary: string): Promise<Buffer> {
  const origin = await serveFile(await readFile(await ensureSample()));
  try {
    const request = parseRequest({ source_url: origin.url, output_format: 'opus', duration: 2 });
    const { body } = await openSession(request, {
      ...{ binary, allow: new Set([origin.hostPort]), userAgent: 'Sluice/test', log: () => {} },
      deadline: performance.now() + 120_000,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    await origin.close();
  }
}
