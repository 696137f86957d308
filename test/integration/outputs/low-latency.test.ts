import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { holdsAudio } from '../../../lib/audio/header.ts';
import type { OutputFormat } from '../../../lib/contract/formats.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { openSession } from '../../../lib/session/session.ts';
import { requireDebian } from '../../fixtures/debian.ts';
import { bytesUntil } from '../../fixtures/decodable.ts';
import { type MediaKind, media } from '../../fixtures/media.ts';
import { serveFile } from '../../fixtures/servers.ts';

/** Seconds of audio that may have come behind the first frame before the first of the answer leaves. */
const AHEAD = 0.3;
/** FLAC needs the layer's patch: ffmpeg's parser wants ten frames of it before it gives one. */
const KINDS: readonly MediaKind[] = ['mp3', 'aac', 'wav', 'm4a', 'webm', 'opus', 'vorbis', 'flac'];
const FORMATS: readonly OutputFormat[] = ['opus', 'aac', 'pcm'];

beforeAll(() => requireDebian('ffmpeg'), 300_000);

/** The first of an answer whose source sends so much and then nothing; the session fails when nothing leaves. */
async function firstOf(kind: MediaKind, output_format: OutputFormat, seconds: number): Promise<Buffer> {
  const file = await media(kind);
  const origin = await serveFile(file, { stallAfterBytes: await bytesUntil(file, seconds) });
  try {
    const request = parseRequest({ source_url: origin.url, output_format });
    const session = await openSession(request, {
      binary: layerBinary('x86_64'),
      allow: new Set([origin.hostPort]),
      userAgent: 'Sluice/test',
      deadline: performance.now() + 20_000,
      log: () => {},
    });
    try {
      const first: Buffer[] = [];
      for await (const chunk of session.body) {
        first.push(chunk);
        if (holdsAudio(output_format, Buffer.concat(first))) break;
      }
      return Buffer.concat(first);
    } finally {
      await session.close();
    }
  } finally {
    await origin.close();
  }
}

describe.for(KINDS)('of a paced %s, whose source sends no more,', (kind) => {
  test.for(FORMATS)('the first audio leaves as %s', async (format) => {
    expect(holdsAudio(format, await firstOf(kind, format, AHEAD))).toBe(true);
  });
});
