import { spawn } from 'node:child_process';
import { parseChain, tailOf } from '../../../lib/contract/custom-filter/chain.ts';
import type { TranscodeRequest } from '../../../lib/contract/request.ts';
import type { SessionFacts } from '../../../lib/session/options.ts';
import { pagesOf } from '../../fixtures/ogg-page.ts';
import { binary } from '../../layer/binary.ts';

/** Seconds that an answer may be shorter than promised (LIMITS.shortfallSeconds), and a frame for each side's rounding. */
const SHORTER = 0.3;
/** Seconds that it may be longer than what was asked for: an encoder's last frame and its delay. */
const LONGER = 0.3;

/** Containers with time stamps, by which a `duration` is cut: where they are damaged and stand still, more is there than asked for. */
const TIMED: ReadonlySet<string> = new Set(['m4a', 'webm', 'asf', 'ogg']);

const DEMUXERS = { opus: 'ogg', aac: 'aac', mp3: 'mp3', flac: 'flac', wav: 'wav', pcm: 's16le' } as const;

interface Decoded {
  readonly seconds: number;
  /** What was wrong with it. */
  readonly said: string;
}

/** Decodes an answer, as whoever asked for it would: by the layer's own decoders, in two channels of 16 bit, at their rate. */
async function decoded(bytes: Buffer, { output_format, sample_rate, channels }: TranscodeRequest): Promise<Decoded> {
  // Opus decodes to no other.
  const rate = output_format === 'opus' ? 48_000 : sample_rate;
  if (output_format === 'pcm') return { seconds: bytes.length / 2 / channels / sample_rate, said: '' };
  const argv = ['-f', DEMUXERS[output_format], '-i', 'pipe:0', '-ar', String(rate), '-ac', '2', '-f', 's16le'];
  // Of a last packet of which nothing is left the muxer would say that its time was there before.
  const times = ['-af', 'asetpts=N/SR/TB'];
  const child = spawn(binary, ['-nostdin', '-v', 'error', ...argv, ...times, 'pipe:1'], { env: {}, stdio: 'pipe' });
  let length = 0;
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    length += data.length;
  });
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(bytes);
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  return { seconds: length / 4 / rate, said: status === 0 ? said : `${status}: ${said}` };
}

/** Whether an Ogg stream has the flag of its end (RFC 3533, section 6). */
export const hasEnd = (ogg: Buffer): boolean => pagesOf(ogg).some((page) => (page.readUInt8(5) & 4) !== 0);

/** What is wrong with an answer that ended as if it were complete. */
export async function wrongWithComplete(
  bytes: Buffer,
  request: TranscodeRequest,
  { contentDuration, mode, sourceFormat }: SessionFacts,
  mostSeconds: number,
): Promise<readonly string[]> {
  const { seconds, said } = await decoded(bytes, request);
  const { duration, filters } = request;
  const tail = tailOf(parseChain(filters.custom_filter ?? '').filters) / 1_000;
  const isTimed = TIMED.has(sourceFormat ?? '');
  const whole = duration === undefined || isTimed ? mostSeconds : (duration + tail) / filters.speed;
  const most = Math.min(mostSeconds, whole) + LONGER;
  const checks: Readonly<Record<string, boolean>> = {
    // What is passed on as it came is damaged as it came: frames whose header is right.
    'has no sound': seconds > 0 || (mode !== 'encode' && bytes.length > 0),
    [`does not decode: ${said.slice(0, 300)}`]: said === '' || mode !== 'encode',
    [`is ${seconds} s, promised were ${contentDuration}`]:
      contentDuration === undefined || seconds >= contentDuration - SHORTER || mode !== 'encode',
    [`is ${seconds} s, asked for were ${most}`]: seconds <= most,
    'is an Ogg stream without an end': request.output_format !== 'opus' || hasEnd(bytes),
  };
  return Object.keys(checks).filter((check) => !checks[check]);
}
