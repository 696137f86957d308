import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startOffline } from '../../../lib/offline/service.ts';
import { media } from '../../fixtures/media.ts';
import { serveFile } from '../../fixtures/servers.ts';
import { call } from '../../offline/caller.ts';
import { definition, eventually, processesWith } from '../../offline/emulator.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

async function started(marker: string) {
  const origin = await serveFile(await media('mp3'), { paceBytesPerSecond: 16_000 });
  onTestFinished(() => origin.close());
  const lines: string[] = [];
  const service = await startOffline({
    serviceDirectory: ROOT,
    functions: [
      definition({
        handler: 'dist/functions/transcode/index.handler',
        memoryMegabytes: 1769,
        binDirectories: [join(ROOT, 'layers/ffmpeg/out/x86_64/bin')],
        environment: { SOURCE_ALLOW: origin.hostPort, MARKER: marker },
        ...{ provisioned: 2, limit: 2 },
      }),
    ],
    port: 0,
    routes: { '/': 'f' },
    output: { line: ({ text }) => lines.push(text), progress: () => {} },
  });
  onTestFinished(() => service.close());
  const source = encodeURIComponent(origin.url);
  return { service, lines, stream: () => call(`${service.url}/transcode?source_url=${source}&format=opus`) };
}

const childrenOf = (pids: readonly number[]): number[] =>
  pids.flatMap((pid) =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

const events = (lines: readonly string[]): Record<string, unknown>[] =>
  lines
    .filter((line) => line.startsWith('{"level"') || line.includes('"transcode_id"'))
    .map((line) => JSON.parse(line));

test('An environment that is ended midway kills its encoder, breaks the answer off, and says so in its log and metrics.', async () => {
  const marker = `shutdown-${process.pid}`;
  const { service, lines, stream } = await started(marker);
  const answer = await stream();
  expect(answer.status).toBe(200);
  await answer.next();
  const encoders = childrenOf(processesWith(marker));
  expect(encoders).toHaveLength(1);
  const [rest] = await Promise.all([answer.rest(), service.close()]);
  expect(rest.complete).toBe(false);
  expect(processesWith(marker)).toEqual([]);
  expect(encoders.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  const last = events(lines).find(({ outcome }) => outcome !== undefined);
  expect(last).toMatchObject({ outcome: 'aborted', code: 'SHUTTING_DOWN', recoverable: true });
  expect(lines.join('\n')).toContain('"transcode_requests_total":1');
});

test('Of two environments only the one that has a stream has something to say, whoever still listens.', async () => {
  const { service, lines, stream } = await started(`idle-${process.pid}`);
  const answer = await stream();
  answer.message.destroy();
  await eventually(() => expect(events(lines).some(({ message }) => message === 'accepted')).toBe(true));
  lines.length = 0;
  await service.close();
  expect(events(lines).filter(({ outcome }) => outcome !== undefined)).toHaveLength(1);
});
