/**
 * The `latchkey` command. Each subcommand is a file of its own; this one knows their names.
 */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addEdgeCommand } from './edge.ts';
import { UsageError } from './usage-error.ts';

const program = new Command('latchkey')
  .description('Amazon Cognito sign-in in front of CloudFront, checked at the edge')
  .version(packageJson.version)
  .showHelpAfterError('(run with --help for what there is)')
  .exitOverride();

addEdgeCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UsageError) {
    process.stderr.write(`latchkey: ${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
