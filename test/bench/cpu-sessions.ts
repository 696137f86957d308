import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { openSession } from '../../lib/session/session.ts';

/**
 * Whole sessions at once, flat out, in a process of its own, so that its CPU time can be told. What it imports is counted
 * as well: a run without streams says how much that is.
 *
 *   node test/bench/cpu-sessions.ts STREAMS URL LOW_LATENCY
 */
const [streams = '0', url = '', lowLatency = 'true'] = process.argv.slice(2);
const request = () =>
  parseRequest({ source_url: url, output_format: 'opus', bitrate: '64k', low_latency: lowLatency === 'true' });

await Promise.all(
  Array.from({ length: Number(streams) }, async () => {
    const { body, close } = await openSession(request(), {
      binary: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
      allow: new Set([new URL(url).host]),
      userAgent: 'Sluice/bench',
      deadline: performance.now() + 900_000,
      log: () => {},
    });
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    if (bytes === 0) throw new Error('no audio');
    await close();
  }),
);
