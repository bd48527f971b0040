import { Command, CommanderError, Option } from 'commander';
import { sectionNames, type SectionName } from './section.ts';

export interface Arguments {
  readonly sections: readonly SectionName[];
  readonly json: string | undefined;
  readonly updateBudget: boolean;
  readonly page: boolean;
}

const after = `
What is measured:
  edge      instructions of the edge function in njs, case by case, beside other ways
  bytes     cookies and code, beside Cognito's tokens
  exchange  the token-exchange Lambda beside cognito-at-edge: load time, CPU, memory
  growth    how the edge's cost grows with rules, keys, groups, revocations and cookies
  money     a month's bill and Cognito's quotas (a model: nothing is measured)

edge and growth need njs and valgrind. A whole run takes some five minutes.`;

/**
 * What the command line asks for; an exit code where it is answered already: help, or a mistake.
 */
export function parseArguments(args: readonly string[]): Arguments | number {
  const command = new Command('npm run bench --')
    .description('Measures what Latchkey costs, and compares it with other ways in the same run.')
    .addOption(new Option('--only <section>', 'measure one part').choices(sectionNames))
    .option('--json <file>', 'write all figures as JSON too')
    .option('--update-budget', 'write what edge and bytes find into bench/budget.json')
    .option('--no-page', 'leave docs/performance.md and its charts alone')
    .addHelpText('after', after)
    .showHelpAfterError('(npm run bench -- --help says what there is)')
    .allowExcessArguments(false)
    .exitOverride();
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const { only, json, updateBudget, page } = command.opts<{
    only?: SectionName;
    json?: string;
    updateBudget?: true;
    page: boolean;
  }>();
  const exact: readonly SectionName[] = updateBudget ? ['edge', 'bytes'] : [];
  const wanted = only === undefined ? (updateBudget ? exact : sectionNames) : [only, ...exact];
  return {
    sections: sectionNames.filter((name) => wanted.includes(name)),
    json,
    updateBudget: updateBudget ?? false,
    page,
  };
}
