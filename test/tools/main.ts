import { choosesByName, parseArguments, usage, type Arguments } from './arguments.ts';
import { crashedFiles, withSecondRun } from './crashed.ts';
import { missingOf, type Tools } from './install.ts';
import { judge, lastLine, skippedLines, type JestEnd, type Verdict } from './report.ts';
import { neededTools, tools, type ToolName } from './tools.ts';

/** What the runner does to the world. */
export interface Rim {
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  readonly provide: (noInstall: boolean) => Tools;
  readonly hasBundles: () => boolean;
  /** Builds the bundles; the exit code. */
  readonly build: () => Promise<number | null>;
  readonly jest: (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<JestEnd>;
}

/** The environment of the tests: the paths of the tools that were found and of no other. */
export function testEnvironment(env: NodeJS.ProcessEnv, found: Tools): NodeJS.ProcessEnv {
  const result = { ...env };
  for (const [name, tool] of found) {
    if (tool === undefined) delete result[tools[name].variable];
    else result[tools[name].variable] = tool.path;
  }
  return result;
}

const isSet = (value: string | undefined) =>
  value !== undefined && value !== '' && value !== '0' && value !== 'false';

function printEnd(end: JestEnd, args: Arguments, missing: readonly ToolName[], rim: Rim): Verdict {
  const verdict = judge(
    end,
    isSet(rim.env.CI) ? missing.filter((name) => neededTools.includes(name)) : [],
  );
  const skipped = end.summary ? skippedLines(end.summary, choosesByName(args.jest)) : [];
  rim.print('');
  if (skipped.length > 0) rim.print(['SKIPPED:', ...skipped].join('\n'));
  for (const name of missing) {
    rim.print(`MISSING: ${name}: its tests did not run. To get it: ${tools[name].howToGet}.`);
  }
  for (const problem of verdict.problems) rim.print(`FAILED: ${problem}`);
  rim.print(lastLine(verdict.totals));
  return verdict;
}

/** Runs Jest, and once more those files of which Node lost the process. */
async function runTests(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  rim: Rim,
): Promise<JestEnd> {
  const end = await rim.jest(args, env);
  const crashed = crashedFiles(end);
  if (crashed.length === 0) return end;
  rim.print(`\nAGAIN: Node itself crashed under\n  ${crashed.join('\n  ')}\n`);
  return withSecondRun(end, await rim.jest([...args, '--runTestsByPath', ...crashed], env));
}

/** The whole run of `npm test`; the exit code: 0 only if something ran and nothing failed. */
export async function main(args: readonly string[], rim: Rim): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.help) {
    rim.print(usage);
    return 0;
  }
  const found = rim.provide(parsed.noInstall);
  if (!rim.hasBundles() && (await rim.build()) !== 0) {
    rim.print('FAILED: npm run build, so that no test could run.');
    rim.print(lastLine({ passed: 0, failed: 1, skipped: 0 }));
    return 1;
  }
  const end = await runTests(parsed.jest, testEnvironment(rim.env, found), rim);
  const { totals } = printEnd(end, parsed, missingOf(found), rim);
  return totals.failed === 0 ? 0 : 1;
}
