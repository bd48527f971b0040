/** `npm run bench`: measures, reports, and keeps the page and the budget. */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { toolPath } from '../test/tools/tool-path.ts';
import { tools } from '../test/tools/tools.ts';
import { parseArguments, type Arguments } from './arguments.ts';
import { thisEngine, writeBudget } from './budget.ts';
import { measureBytes } from './bytes/section.ts';
import { measureEdge } from './edge/section.ts';
import { measureExchange } from './exchange/section.ts';
import { measureGrowth } from './growth/section.ts';
import { measureMoney } from './money/section.ts';
import { writePage } from './page.ts';
import { progressTo } from './progress.ts';
import { tableAsText } from './report/table.ts';
import { targetsTable } from './report/targets.ts';
import type { Findings, Section, SectionName } from './section.ts';

const sections: Readonly<Record<SectionName, Section>> = {
  edge: measureEdge,
  bytes: measureBytes,
  exchange: measureExchange,
  growth: measureGrowth,
  money: measureMoney,
};

const print = (text: string) => void process.stdout.write(`${text}\n`);

/** The tools that counting needs and that this machine lacks. */
function missingTools(names: readonly SectionName[]): string[] {
  if (!names.includes('edge') && !names.includes('growth')) return [];
  return (['njs', 'valgrind'] as const)
    .filter((name) => toolPath(name) === undefined)
    .map((name) => `${name} is missing: ${tools[name].howToGet}.`);
}

async function measure(names: readonly SectionName[]): Promise<Map<SectionName, Findings>> {
  const all = new Map<SectionName, Findings>();
  for (const name of names) {
    const progress = progressTo(process.stderr, name, Date.now);
    const findings = await sections[name](progress);
    progress.end();
    all.set(name, findings);
    print(`== ${name}\n`);
    for (const table of findings.tables) print(`${tableAsText(table)}\n`);
  }
  return all;
}

async function updateBudget(all: ReadonlyMap<SectionName, Findings>): Promise<void> {
  await writeBudget({
    engine: thisEngine() ?? '',
    instructions: all.get('edge')?.exact ?? {},
    bytes: all.get('bytes')?.exact ?? {},
  });
  print('bench/budget.json is up to date.');
}

async function main(args: Arguments): Promise<number> {
  const missing = missingTools(args.sections);
  if (missing.length > 0) {
    process.stderr.write(`${missing.join('\n')}\n`);
    return 1;
  }
  const all = await measure(args.sections);
  const targets = [...all.values()].flatMap((findings) => findings.targets ?? []);
  if (targets.length > 0) print(`== ${tableAsText(targetsTable(targets))}\n`);
  if (args.json !== undefined) writeJson(args.json, all);
  if (args.updateBudget) await updateBudget(all);
  if (args.page) {
    writePage(all);
    print('docs/performance.md is up to date.');
  }
  return 0;
}

function writeJson(file: string, all: ReadonlyMap<SectionName, Findings>): void {
  const environment = { node: process.version, engine: thisEngine() ?? null };
  const json = { environment, ...Object.fromEntries(all) };
  writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
}

const args = parseArguments(process.argv.slice(2));
process.exitCode = typeof args === 'number' ? args : await main(args);
