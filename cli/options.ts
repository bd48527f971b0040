/** The options that say which deployment a command is about, and how it talks. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { connect, type Aws } from './aws/clients.ts';
import { whereLocal } from './local.ts';
import { UsageError } from './usage-error.ts';

export interface TargetOptions {
  readonly stack?: string;
  readonly construct?: string;
  /** `true` where the local system says itself where it listens. */
  readonly local?: number | true;
  readonly region?: string;
  readonly profile?: string;
  readonly keysFunction?: string;
  readonly json?: boolean;
}

/** Which deployment, and where AWS is. */
export function addTargetOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--stack <name>', 'the CloudFormation stack of the deployment').env(
        'LATCHKEY_STACK',
      ),
    )
    .option('--construct <id>', 'which Latchkey, where the stack has several')
    .option('--keys-function <name>', 'the keys Lambda by name or ARN, where there is no stack')
    .option('--local [port]', 'the system that npm start runs on this machine', readPort)
    .option('--region <region>', 'the AWS region of the deployment')
    .option('--profile <name>', 'the AWS profile to use')
    .addOption(jsonOption());
}

export function jsonOption(): Option {
  return new Option('--json', 'answer in JSON, for programs; times in UTC');
}

/** What every command's help ends with. */
export const exitCodes = `
Exit codes: 0 all is well, 1 something is wrong or was refused, 2 the input is wrong.`;

/** @throws {UsageError} when two options contradict each other */
export function connectTo(options: TargetOptions): Aws {
  const { local, region, profile, stack, keysFunction } = options;
  if (local !== undefined) {
    const named = stack === process.env['LATCHKEY_STACK'] ? undefined : stack;
    const others = { stack: named, region, profile, 'keys-function': keysFunction };
    const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
    if (other !== undefined) throw new UsageError(`--local and --${other} do not go together`);
    return connect(whereLocal(local === true ? null : local));
  }
  if (
    stack !== undefined &&
    keysFunction !== undefined &&
    process.env['LATCHKEY_STACK'] !== stack
  ) {
    throw new UsageError('--stack and --keys-function do not go together');
  }
  return connect({ profile, region: region ?? regionOf(keysFunction) });
}

/** An ARN says where it is. */
function regionOf(arn: string | undefined): string | undefined {
  return /^arn:[\w-]+:lambda:([\w-]+):/.exec(arn ?? '')?.[1];
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  }
  return port;
}
