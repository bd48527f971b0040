import type { Command } from 'commander';
import { UsageError } from './usage-error.ts';

/** `help keys drop` is `keys drop --help`: commander's own looks at the first name alone. */
export function addHelpCommand(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .argument('[command...]', 'such as: keys drop')
    .description('what a command does, with examples')
    .action((names: readonly string[]) => {
      names.reduce(subcommandOf, program).help();
    });
}

/** @throws {UsageError} */
function subcommandOf(command: Command, name: string): Command {
  const found = command.commands.find((one) => one.name() === name || one.aliases().includes(name));
  if (found) return found;
  const known = command.commands.map((one) => one.name()).join(', ');
  throw new UsageError(
    `${command.name()} has no command ${name}${known === '' ? '' : `; it has ${known}`}`,
  );
}
