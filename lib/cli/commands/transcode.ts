import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { transcodeLocally } from '../../client/fallback/local.ts';
import type { Transcoded } from '../../client/stream/stream.ts';
import type { Warning } from '../../client/warnings.ts';
import type { RequestInput } from '../../contract/schema.ts';
import { readSettings } from '../../settings/settings.ts';
import { type FileServer, serveFile } from '../file-server.ts';
import { findOnPath } from '../find-on-path.ts';
import { fileOutput, formatOfName, type Output, standardOutput } from '../output.ts';
import { playerOutput } from '../player.ts';
import { clock, showProgress } from '../progress.ts';
import { say, UsageError, warn } from '../report.ts';
import { type RequestOptions, requestFrom, withRequest } from '../request-options.ts';
import { clientFor, type ServiceOptions, withKeyRemedy, withService } from '../service-options.ts';
import { isFile } from '../source-file.ts';

interface TranscodeOptions extends RequestOptions, ServiceOptions {
  readonly output?: string;
  readonly play?: boolean;
  readonly force?: boolean;
  readonly local?: boolean;
  readonly serveOn?: string;
  readonly fallback: 'on' | 'only-when-refused' | 'off';
  readonly resume: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  sluice transcode https://example.com/talk.mp3 -o talk.opus --speed 1.25
  sluice transcode talk.wav -o talk.mp3 --normalize      a file of this machine, made here
  sluice transcode https://example.com/radio -f mp3 | mpv -
  sluice transcode https://example.com/talk.mp3 --play --start 1:30`;

/** @throws UsageError where `--serve-on` would do nothing, and whoever gave it would believe that the service had done the work */
function assertFetchable(isHere: boolean, { serveOn, url, local }: TranscodeOptions): void {
  if (serveOn === undefined) return;
  if (!isHere) throw new UsageError('--serve-on is for a file of this machine, and the source is a URL; leave it out.');
  if (local || url === undefined)
    throw new UsageError('--serve-on needs a service that fetches the file: give --url, or set TRANSCODER_URL.');
}

async function serveOn(file: string, hostPort: string | undefined): Promise<FileServer> {
  if (hostPort === undefined) return serveFile(file);
  const colon = hostPort.lastIndexOf(':');
  const port = Number(hostPort.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port)) throw new UsageError('--serve-on wants host:port.');
  return serveFile(file, hostPort.slice(0, colon), port);
}

function outputFor(options: TranscodeOptions, format: RequestInput['output_format']): Promise<Output> | Output {
  const { output, play = false, force = false } = options;
  if (play && output !== undefined)
    throw new UsageError('--play and --output are two places for one stream; leave one out.');
  if (play) return playerOutput(findOnPath);
  if (output !== undefined && output !== '-') return fileOutput(output, format, force);
  if (process.stdout.isTTY && output !== '-')
    throw new UsageError('Audio is nothing for a terminal: give -o FILE, --play, or a pipe.');
  return standardOutput();
}

/** Opens the stream: on the service where there is one, else here. */
function openFor(options: TranscodeOptions, served: FileServer | undefined, onWarning: (warning: Warning) => void) {
  const allow = [...readSettings(process.env).SOURCE_ALLOW, ...(served ? [served.hostPort] : [])];
  const isLocal = options.local || (served && options.serveOn === undefined);
  const fallback = options.fallback === 'off' ? 'off' : ({ mode: options.fallback, allow } as const);
  const client = isLocal ? undefined : clientFor(options, { fallback, resume: options.resume, onWarning });
  return (request: RequestInput, signal: AbortSignal): Promise<Transcoded<Readable>> =>
    client
      ? client.transcode(request, { signal }).catch(withKeyRemedy(options))
      : transcodeLocally(request, { signal, allow });
}

async function transcode(source: string, options: TranscodeOptions, signal: AbortSignal): Promise<void> {
  const { output: path } = options;
  // A player has to be told what raw samples are.
  const fallback = options.play ? 'wav' : 'opus';
  const format = options.format ?? (path === undefined ? undefined : formatOfName(path)) ?? fallback;
  const isHere = await isFile(source);
  assertFetchable(isHere, options);
  const served = isHere ? await serveOn(source, options.serveOn) : undefined;
  const warnings: Warning[] = [];
  let output: Output | undefined;
  try {
    const open = openFor(options, served, (warning) => {
      warnings.push(warning);
      if (!options.json && !options.quiet) warn(`sluice: ${warning.message}`);
    });
    const began = performance.now();
    output = await outputFor(options, format);
    const { audio, metadata, origin, position } = await open(
      requestFrom(served?.url ?? source, format, options),
      signal,
    );
    const firstAudioMs = Math.round(performance.now() - began);
    const progress = options.json || options.quiet ? undefined : showProgress(position, metadata.contentDuration);
    let bytes = 0;
    audio.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
    });
    await pipeline(audio, output.stream, { end: output.stream !== process.stdout }).finally(() => progress?.stop());
    await output.finish();
    const seconds = position();
    const tell = output.stream === process.stdout ? warn : say;
    const totalMs = Math.round(performance.now() - began);
    if (options.json) {
      const { output: file = null } = options;
      tell(
        JSON.stringify({
          output: file,
          format,
          bytes,
          seconds,
          origin: origin(),
          first_audio_ms: firstAudioMs,
          total_ms: totalMs,
          metadata,
          warnings,
        }),
      );
    } else if (!options.quiet) {
      const by = origin() === 'service' ? 'the service' : 'this machine';
      tell(
        `${clock(seconds ?? 0)} of ${format}, ${bytes} bytes, by ${by}: first audio after ${firstAudioMs} ms, all after ${(totalMs / 1000).toFixed(1)} s`,
      );
    }
  } catch (error) {
    const why = output?.explain ? await output.explain(error) : error;
    await output?.discard();
    throw why;
  } finally {
    served?.close();
  }
}

export const addTranscode = (program: Command, signal: AbortSignal): void => {
  const command = program
    .command('transcode')
    .summary('turn a source into a file, a stream or sound')
    .description('Turns a source into a file, a stream or sound.')
    .argument('<source>', 'an http or https URL, or a file of this machine')
    .option('-o, --output <file>', 'where to; - is standard output, which is also the default of a pipe')
    .option('--play', 'to this machine’s loudspeakers')
    .option('--force', 'replace the file that is there');
  withRequest(command);
  withService(command)
    .addOption(
      new Option('--fallback <mode>', 'whether this machine’s ffmpeg steps in for it')
        .choices(['on', 'only-when-refused', 'off'])
        .default('on'),
    )
    .option('--no-resume', 'let a stream that breaks be broken')
    .option('--local', 'do without it: this machine’s ffmpeg does the work. The default where no service is named')
    .option(
      '--serve-on <host:port>',
      'let it fetch a file of this machine from there; its SOURCE_ALLOW has to have that',
    )
    .optionsGroup('What is told:')
    .option('--json', 'the outcome, and any error, as one line of JSON')
    .option('-q, --quiet', 'nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action((source: string, options: TranscodeOptions) => transcode(source, options, signal));
};
