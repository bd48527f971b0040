import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../functions/compile/compile.ts';
import { CodeTooLargeError, edgeCode, readEdgeBundles } from '../functions/compile/edge-code.ts';
import { UsageError } from './usage-error.ts';

const example = `
The configuration is JSON, for example:
  { "audience": "demo",
    "rules": [ { "path": "/", "allow": "public" },
               { "path": "/admin/*", "allow": { "groups": ["admins"] } } ] }
What no rule matches requires a session. All settings: docs/configuration.md`;

export function addEdgeCommand(program: Command): void {
  program
    .command('edge')
    .description('print the exact code of the CloudFront Function for a configuration')
    .requiredOption('--config <file>', 'the configuration, a JSON file; - for standard input')
    .addHelpText('after', example)
    .action(({ config }: { config: string }) => {
      process.stdout.write(printEdgeCode(config));
    });
}

function printEdgeCode(file: string): string {
  const input = parseJson(readText(file), file);
  try {
    return edgeCode(input, readEdgeBundles());
  } catch (error) {
    if (error instanceof ConfigError || error instanceof CodeTooLargeError) {
      throw new UsageError(`${file}: ${error.message}`);
    }
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
