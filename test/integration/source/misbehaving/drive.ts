import { readFile } from 'node:fs/promises';
import { media } from '../../../fixtures/media.ts';
import { type LocalServer, serveRaw } from '../../../fixtures/servers.ts';
import { post, type Service } from '../../../fixtures/service.ts';
import { isNear } from './near.ts';
import { ENDS, NEAR, type Outcome, type Row, WHOLE } from './row.ts';
import type { Asked } from './wire.ts';

/** Longer than every clock of the service: what takes so long hangs. */
const HANGS_MS = 45_000;

/** Neither a stack, nor a path, nor a query, nor an address, nor what ffmpeg said. */
const LEAK =
  /s3cret|node_modules|\/opt\/|\/tmp\/|pipe:|fd:|\bat async|\.ts:|HPE_|ECONN|Invalid data|moov atom|ffmpeg|127\.0\.0\.1|10\.0\.0\.1/;

const FIELDS = { output_format: 'pcm' };

/** A row with its server listening. */
export interface Stage {
  readonly row: Row;
  readonly server: LocalServer;
  /** That its server has had so far. */
  readonly requests: readonly Asked[];
  /** Tells the server that its caller has the first audio. */
  readonly hear: () => void;
}

export async function setUp(row: Row): Promise<Stage> {
  const heard = Promise.withResolvers<void>();
  const requests: Asked[] = [];
  const file = await readFile(await media(row.media ?? 'mp3'));
  let origin = '';
  const scene = {
    file,
    heard: heard.promise,
    get origin() {
      return origin;
    },
  };
  const server = await serveRaw(row.server(scene, requests));
  origin = server.url;
  return { row, server, requests, hear: heard.resolve };
}

/** What an undisturbed server's file becomes. */
export type Reference = (row: Row) => Promise<Buffer>;

async function received(response: Response): Promise<{ bytes: Buffer; clean: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch {
    return { bytes: Buffer.concat(chunks), clean: false };
  }
  return { bytes: Buffer.concat(chunks), clean: true };
}

async function refusal(response: Response): Promise<Outcome> {
  const text = await response.text();
  const { code, recoverable } = JSON.parse(text) as { code: string; recoverable: boolean };
  const leak = LEAK.exec(text)?.[0];
  const said = `${response.status} ${code}, ${recoverable ? 'recoverable' : 'final'}`;
  return leak === undefined ? said : `${said}, and tells of "${leak}"`;
}

/** Whether the last page says "end of stream" (RFC 3533, section 6). */
const isEnded = (ogg: Buffer): boolean => ((ogg[ogg.lastIndexOf('OggS') + 5] ?? 0) & 4) !== 0;

async function audio(
  { fields = {}, live = false, ...row }: Row,
  response: Response,
  reference: Reference,
): Promise<Outcome> {
  const told = response.headers.get('x-source-live') === 'true' && Number(response.headers.get('x-stream-limit')) > 0;
  const { bytes, clean } = await received(response);
  if (row.expected.includes(ENDS)) return ENDS;
  if (told !== live) return told ? 'said to be live' : 'not said to be live';
  if (fields.output_format === 'opus') {
    if (!clean) return isEnded(bytes) ? 'broken off behind the end of the stream' : 'broken off';
    return `a clean end of ${bytes.length} bytes`;
  }
  const right = await reference({ fields, live, ...row });
  if (!clean) return right.subarray(0, bytes.length).equals(bytes) ? 'broken off' : 'broken off behind other samples';
  if (row.expected.includes(NEAR) && isNear(bytes, right)) return NEAR;
  if (bytes.length !== right.length) return `a clean end at ${bytes.length} of ${right.length} bytes`;
  return right.equals(bytes) ? WHOLE : 'other samples';
}

/** Asks the service for a row's source, and says what came. */
export async function drive(service: Service, { row, server, hear }: Stage, reference: Reference): Promise<Outcome> {
  const signal = AbortSignal.timeout(HANGS_MS);
  const origin = row.scheme === 'https' ? server.url.replace('http:', 'https:') : server.url;
  const source_url = `${origin}/audio?token=s3cret`;
  try {
    const response = await post(service, { source_url, ...FIELDS, ...row.fields }, { signal });
    hear();
    const outcome = response.status === 200 ? await audio(row, response, reference) : await refusal(response);
    return signal.aborted ? `no end within ${HANGS_MS / 1000} s` : outcome;
  } catch (error) {
    return signal.aborted ? `no answer within ${HANGS_MS / 1000} s` : `no answer: ${error}`;
  } finally {
    await server.close();
  }
}

async function soundOf(response: Response): Promise<Buffer> {
  if (response.status !== 200) throw new Error(`the file without fault is answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The right samples of every row, each asked for once from a server without fault. */
export function referenceFrom(service: Service, origin: string): Reference {
  const known = new Map<string, Promise<Buffer>>();
  return ({ media: kind = 'mp3', like = kind, fields = {} }) => {
    const asked = JSON.stringify({ source_url: `${origin}/${like}`, ...FIELDS, ...fields });
    const right = known.get(asked) ?? post(service, asked).then(soundOf);
    known.set(asked, right);
    return right;
  };
}
