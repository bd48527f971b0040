/**
 * The `latchkey` command. Each subcommand is a file of its own; this one knows their names.
 */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addDoctorCommand } from './doctor.ts';
import { addEdgeCommand } from './edge.ts';
import { addExplainCommand } from './explain.ts';
import { Failure } from './failure.ts';
import { addHelpCommand } from './help.ts';
import { addKeysCommand } from './keys.ts';
import { Interrupted } from './progress.ts';
import { addSessionsCommand } from './sessions.ts';
import { tellFailure } from './terminal.ts';
import { addTokenCommand } from './token.ts';
import { UsageError } from './usage-error.ts';

const help = `
Name the deployment with --stack NAME, or once for all: export LATCHKEY_STACK=NAME.
AWS credentials and region are taken as every AWS tool takes them.

At three in the morning:
  latchkey doctor                         what is wrong, and what to do
  latchkey keys status                    which keys there are
  latchkey keys drop                      the signing key has leaked
  latchkey sessions revoke --user USER    somebody's laptop was stolen
  latchkey explain URL                    why a request gets the answer that it gets

Every command has --help with examples, and --json. docs/operations.md is the runbook.
Exit codes: 0 all is well, 1 something is wrong or was refused, 2 the input is wrong.`;

// Whoever reads the answer may have read enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = new Command('latchkey')
  .description('Amazon Cognito sign-in in front of CloudFront, checked at the edge')
  .version(packageJson.version)
  .showHelpAfterError('(run with --help for what there is)')
  .addHelpText('after', help)
  .exitOverride();

addDoctorCommand(program);
addKeysCommand(program);
addSessionsCommand(program);
addTokenCommand(program);
addExplainCommand(program);
addEdgeCommand(program);
addHelpCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  const isJson = process.argv.includes('--json');
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UsageError) {
    tellFailure(error, isJson);
    process.exitCode = 2;
  } else if (error instanceof Interrupted) {
    tellFailure(error.lost, isJson);
    // What was waited for may go on for a while.
    process.exit(130);
  } else if (error instanceof Failure) {
    tellFailure(error, isJson);
    process.exitCode = 1;
  } else {
    tellFailure({ code: 'unexpected', message: unexpected(error) }, isJson);
    process.exitCode = 1;
  }
}

/** A fault of ours: no stack at three in the morning, unless somebody wants to report it. */
function unexpected(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return process.env['LATCHKEY_DEBUG'] === undefined || stack === undefined
    ? `unexpected: ${String(error)} (a fault of latchkey; LATCHKEY_DEBUG=1 says more)`
    : stack;
}
