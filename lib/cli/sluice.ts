#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../settings/version.ts';
import { addCompletion } from './commands/completion.ts';
import { addDoctor } from './commands/doctor.ts';
import { addServe } from './commands/serve.ts';
import { addService } from './commands/service.ts';
import { addSign } from './commands/sign.ts';
import { addTranscode } from './commands/transcode.ts';
import { EXIT } from './exit-codes.ts';
import { reportFailure } from './report.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
// Whoever reads our output has had enough of it: `sluice … | head`.
process.stdout.on('error', () => stop.abort(new Error('nobody reads any more')));

const program = new Command('sluice')
  .description('An audio URL in, an audio stream out.')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(--help tells what there is.)');
addTranscode(program, stop.signal);
addService(program, stop.signal);
addSign(program);
addServe(program, stop.signal);
addDoctor(program, stop.signal);
addCompletion(program);
for (const command of program.commands)
  command.exitOverride().showHelpAfterError(`(sluice ${command.name()} --help tells what there is.)`);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else if (stop.signal.aborted) process.exitCode = EXIT.interrupted;
  else process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
