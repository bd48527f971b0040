import type { Command } from 'commander';
import { checkConfig } from '../functions/compile/check.ts';
import { ConfigError } from '../functions/compile/compile.ts';
import { CodeTooLargeError, edgeCode, readEdgeBundles } from '../functions/compile/edge-code.ts';
import { afterOption, compileOwn, ownFaults } from './own-code.ts';
import { exitCodes, jsonOption } from './options.ts';
import { readJson } from './read.ts';
import { sayJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const example = `
Example:
  latchkey edge --config edge.json > authorize.js
  latchkey edge --config edge.json --after-authorize after.ts > authorize.js

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
    .addOption(afterOption())
    .addOption(jsonOption())
    .addHelpText('after', example)
    .action(({ config, afterAuthorize, json }: EdgeCommandOptions) => {
      const code = makeEdgeCode(config, afterAuthorize);
      if (json === true) sayJson({ ok: true, bytes: Buffer.byteLength(code), code });
      else process.stdout.write(code);
    });
}

interface EdgeCommandOptions {
  readonly config: string;
  readonly afterAuthorize?: string;
  readonly json?: boolean;
}

/** @throws {UsageError} with all that is wrong with the configuration and the user's code */
function makeEdgeCode(file: string, afterFile: string | undefined): string {
  const input = readJson(file);
  const checked = checkConfig(input);
  const own = compileOwn(afterFile);
  const faults = [
    ...('faults' in checked ? [`${file}: ${new ConfigError(checked.faults).message}`] : []),
    ...('faults' in own ? [ownFaults(afterFile ?? '', own.faults)] : []),
  ];
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  try {
    return edgeCode(input, readEdgeBundles(), 'code' in own ? own.code : null);
  } catch (error) {
    if (error instanceof CodeTooLargeError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
