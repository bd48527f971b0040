import type { Command } from 'commander';
import { ConfigError } from '../functions/compile/compile.ts';
import { CodeTooLargeError, edgeCode, readEdgeBundles } from '../functions/compile/edge-code.ts';
import { exitCodes, jsonOption } from './options.ts';
import { readJson } from './read.ts';
import { sayJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const example = `
Example:
  latchkey edge --config edge.json > authorize.js

The configuration is JSON, for example:
  { "audience": "demo",
    "rules": [ { "path": "/", "allow": "public" },
               { "path": "/admin/*", "allow": { "groups": ["admins"] } } ] }
What no rule matches requires a session. All settings: docs/configuration.md
${exitCodes}`;

export function addEdgeCommand(program: Command): void {
  program
    .command('edge')
    .description('print the exact code of the CloudFront Function for a configuration')
    .requiredOption('--config <file>', 'the configuration, a JSON file; - for standard input')
    .addOption(jsonOption())
    .addHelpText('after', example)
    .action(({ config, json }: { config: string; json?: boolean }) => {
      const code = printEdgeCode(config);
      if (json === true) sayJson({ ok: true, bytes: Buffer.byteLength(code), code });
      else process.stdout.write(code);
    });
}

function printEdgeCode(file: string): string {
  const input = readJson(file);
  try {
    return edgeCode(input, readEdgeBundles());
  } catch (error) {
    if (error instanceof ConfigError || error instanceof CodeTooLargeError) {
      throw new UsageError(`${file}: ${error.message}`);
    }
    throw error;
  }
}
