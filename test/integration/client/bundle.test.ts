import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { audio, scripted } from '../../fixtures/scripted.ts';

const ENTRY = fileURLToPath(new URL('../../../lib/client/client.ts', import.meta.url));

async function bundle(platform: 'browser' | 'neutral') {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'client.mjs');
  const { metafile } = await build({
    ...{ entryPoints: [ENTRY], bundle: true, format: 'esm', platform, outfile, metafile: true, logLevel: 'silent' },
    ...{ mainFields: ['module', 'main'], minify: true, external: ['@aws-sdk/*'] },
  });
  return { outfile, outputs: Object.values(metafile.outputs), inputs: Object.keys(metafile.inputs) };
}

test.for(['browser', 'neutral'] as const)('The core is bundled for %s, without anything of Node.', async (platform) => {
  const { outputs, inputs } = await bundle(platform);
  const imports = outputs.flatMap((output) => output.imports.map(({ path }) => path));
  expect(imports.filter((path) => !path.startsWith('@aws-sdk/'))).toEqual([]);
  expect(inputs.filter((path) => /zod|node:|session|lib\/source/.test(path))).toEqual([]);
});

test('The bundle streams, by fetch and web streams alone.', async () => {
  const server = await scripted(audio());
  onTestFinished(server.close);
  const { outfile } = await bundle('browser');
  const { createClient } = await import(pathToFileURL(outfile).href);
  const client = createClient({ url: server.url });
  const request = { source_url: 'https://example.com/a.mp3', output_format: 'pcm' };
  const { audio: stream, metadata } = await client.transcode(request);
  expect(stream).toBeInstanceOf(ReadableStream);
  expect((await new Response(stream).arrayBuffer()).byteLength).toBe(16_000);
  expect(metadata.sampleRate).toBe(8000);
});
