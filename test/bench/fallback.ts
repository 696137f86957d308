import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { createClient } from '../../lib/client/node/node.ts';
import { blackHole } from '../fixtures/black-hole.ts';
import { media } from '../fixtures/media.ts';
import { fails, hang, reset, says, scripted } from '../fixtures/scripted.ts';
import { serveFiles } from '../fixtures/servers.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median, worst } from './report/statistics.ts';

/**
 * How long a caller waits for the first audio when the service is dead, in each way that it can be: the client's defaults,
 * medians of so many calls, each by a client of its own.
 */
const CALLS = roundsOr(5);

const files = await serveFiles({ '/mp3': { file: await media('mp3') } });
const hole = await blackHole();
const servers = {
  'it takes the call and says nothing': await scripted(hang),
  'it resets': await scripted(reset),
  'it answers 500': await scripted(says(500)),
  'all streams are taken': await scripted(says(429)),
  'it drains': await scripted(fails(503, 'SHUTTING_DOWN', true)),
  'it promises audio and sends none': await scripted((response) => response.writeHead(200).flushHeaders()),
};
const urls = {
  'nobody listens': 'http://127.0.0.1:9',
  'nobody accepts': hole.url,
  ...Object.fromEntries(Object.entries(servers).map(([what, { url }]) => [what, url])),
};

async function firstAudio(url: string): Promise<number> {
  const ffmpegPath = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');
  const client = createClient({ url, fallback: { ffmpegPath, allow: [files.hostPort] } });
  const began = performance.now();
  const { audio } = await client.transcode({ source_url: `${files.url}/mp3`, output_format: 'opus' });
  const took = performance.now() - began;
  audio.destroy();
  return took;
}

const rows: Measured['rows'][number][] = [];
for (const [what, url] of Object.entries(urls)) {
  progress(what);
  const took: number[] = [];
  for (let call = 0; call < CALLS; call++) took.push(await firstAudio(url));
  rows.push([what, median(took), worst(took)]);
}
await Promise.all([files, hole, ...Object.values(servers)].map((server) => server.close()));
await publish({
  name: 'fallback',
  title: 'The fallback: milliseconds from the call to the first audio of the local ffmpeg',
  command: `npm run bench:fallback -- ${CALLS}`,
  of: 'the service',
  columns: [
    { title: 'median', plotted: true },
    { title: 'worst', plotted: true },
  ],
  rows,
});
process.exit();
