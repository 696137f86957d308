import { createClient } from '../client/node/node.ts';
import { readSettings, SettingsError } from '../settings/settings.ts';
import { type FileServer, serveFile } from './file-server.ts';
import { startOfflineProcess } from './offline-process.ts';
import { ensureSample } from './sample/sample.ts';
import { LENGTH_SECONDS } from './sample/score.ts';
import { checkStream, describeStream } from './self-check.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ctrl-C reaches npm, us and everybody else at the terminal, and npm may pass its own on: within this, two are one. */
const SAME_SIGNAL_MS = 300;

function onStopSignal(act: (signal: NodeJS.Signals) => void): void {
  let last = Number.NEGATIVE_INFINITY;
  const once = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (now - last > SAME_SIGNAL_MS) act(signal);
    last = now;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  // Whoever started us and is gone cannot send a signal any more.
  process.on('disconnect', () => once('SIGTERM'));
}

/** The next thing to type. The sample stays served as long as the service is. */
const curlLine = (url: string, source: string): string =>
  `curl -sSfN -X POST ${url}/transcode -H 'content-type: application/json' -d '${JSON.stringify({
    source_url: source,
    output_format: 'opus',
    filters: { speed: 1.25, eq_preset: 'bass_boost' },
  })}' -o out.opus`;

/** A service whose calls have to be signed is not called: the keys are its operator's to use. */
async function checkItself(url: string, source: string): Promise<void> {
  if (readSettings(process.env).SIGNING_KEYS.length > 0) {
    say('self-check: left out, since SIGNING_KEYS is set and every call has to be signed');
    return;
  }
  const checked = await checkStream(createClient({ url, fallback: 'off' }), source);
  say(`self-check: ${describeStream(checked, LENGTH_SECONDS)}`);
  say(`\nTry it:\n  ${curlLine(url, source)}\n`);
}

async function serve(sample: FileServer): Promise<number> {
  const { SOURCE_ALLOW } = readSettings(process.env);
  const allow = [...SOURCE_ALLOW, sample.hostPort].join(',');
  let stopped: NodeJS.Signals | undefined;
  let stop = (signal: NodeJS.Signals): void => {
    stopped = signal;
  };
  onStopSignal((signal) => stop(signal));
  const service = await startOfflineProcess({ ...process.env, SOURCE_ALLOW: allow });
  stop = service.stop;
  if (stopped) {
    service.stop(stopped);
    return service.exit;
  }
  try {
    await checkItself(service.url, sample.url);
  } catch (error) {
    service.stop('SIGTERM');
    await service.exit;
    throw error;
  }
  say(`ready ${service.url}`);
  return service.exit;
}

async function start(): Promise<number> {
  readSettings(process.env);
  const sample = await serveFile(await ensureSample());
  try {
    return await serve(sample);
  } finally {
    sample.close();
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SettingsError ? 2 : 1;
}
// The channel to whoever started us would keep us alive.
if (process.connected) process.disconnect();
