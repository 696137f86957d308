// What `npm start`, `npm test` and the other scripts run first, in whatever Node there is: it installs what is missing and
// then runs the command behind it under the project's own Node 24. So it uses nothing that has to be installed, and no
// syntax that Node 20 does not know.
//
//   node lib/cli/boot.mjs [--layer] [--build] COMMAND [ARGUMENT …]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const WANTED_NODE = 24;

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'node_modules/.bin');

/** @param {string} line */
const say = (line) => process.stderr.write(`${line}\n`);

/** @param {string} line */
function fail(line) {
  say(line);
  process.exit(1);
}

/** @param {string} name */
function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Installs the packages of the lockfile, unless that was done and nothing has changed since. */
function installPackages() {
  const stamp = join(root, 'node_modules/.sluice-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing the packages (once; about half a minute) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command = 'npm', ...rest] = npm;
  const { status, error } = spawnSync(command, [...rest, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0)
    fail(`npm ci failed${error ? ` (${error.message})` : ''}: mend what it says above and run this again.`);
  writeFileSync(stamp, wanted);
}

/** The lockfile brings Node 24 for Linux on x86-64; elsewhere the host's own has to do. */
function chooseNode() {
  const brought = existsSync(join(bin, 'node'));
  const own = Number(process.versions.node.split('.')[0]);
  if (!brought && own < WANTED_NODE) {
    fail(`Sluice needs Node ${WANTED_NODE}; this is ${process.versions.node}. Install it from https://nodejs.org.`);
  }
  if (!brought) say(`Using this machine's Node ${process.versions.node}: the packages bring one for linux-x64 only.`);
}

/** Builds the layer's ffmpeg, which is skipped in no time when nothing has changed; any ffmpeg will do where it cannot be. */
function buildLayer() {
  const { status } = spawnSync('bash', [join(root, 'layers/ffmpeg/build.sh')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  if (process.env.FFMPEG_PATH || isOnPath('ffmpeg')) {
    say(`The layer's ffmpeg cannot be built here: going on with ${process.env.FFMPEG_PATH ?? 'the ffmpeg on PATH'}.`);
  } else {
    fail('The layer’s ffmpeg cannot be built here, and there is none on PATH: install ffmpeg, or set FFMPEG_PATH.');
  }
}

function buildFunctions() {
  const { status } = spawnSync('node', [join(root, 'lib/cli/build.ts')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('The functions could not be bundled; the message above says why.');
}

/**
 * The process id of npm: our parent, or the parent of the shell between us, which some npm leave there. It becomes another
 * when npm is gone. (Where there is no /proc, the shell has to stand for npm.)
 */
function npmAbove() {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return name === 'sh' ? Number(parent) : process.ppid;
  } catch {
    return process.ppid;
  }
}

/**
 * Runs the command and ends as it does. Ctrl-C reaches it without us, as it does everybody at the terminal; what is sent
 * to us alone is passed on. Should npm be killed, nobody would pass anything on: then it is told to stop.
 *
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  const started = npmAbove();
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && npmAbove() !== started) child.kill('SIGTERM');
  }, 500);
  child.on('close', (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
  });
}

const words = process.argv.slice(2);
const first = words.findIndex((word) => !word.startsWith('--'));
const steps = words.slice(0, first);
const [command, ...args] = words.slice(first);

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
  fail(`Node ${OLDEST_NODE} or newer is needed to set Sluice up.`);
if (first < 0 || !command) fail('boot.mjs needs a command; the scripts in package.json have them.');
installPackages();
chooseNode();
process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`;
if (steps.includes('--layer')) buildLayer();
if (steps.includes('--build')) buildFunctions();
run(command ?? '', args);
