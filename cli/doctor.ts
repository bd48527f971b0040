import type { Command } from 'commander';
import { readEdgeBundles } from '../functions/compile/edge-code.ts';
import type { Deployment } from './deployment.ts';
import { diagnose } from './doctor/diagnose.ts';
import { factReader } from './doctor/facts.ts';
import type { Finding, State } from './doctor/finding.ts';
import { addTargetOptions, exitCodes, type TargetOptions } from './options.ts';
import { inSteps } from './progress.ts';
import { findTarget } from './target.ts';
import { paint, say, sayJson, visible, wrap, type Colour } from './terminal.ts';

const help = `
It only reads. What it may not read it says, with the permission that is missing.
Distributions are those of the stack and those that the token exchange lets in.

Examples:
  latchkey doctor --stack latchkey-demo
  latchkey doctor --stack latchkey-demo --json | jq '.findings[] | select(.state != "ok")'
  latchkey doctor --local
${exitCodes}
A warning alone is 0; what could not be checked is 1.`;

interface DoctorOptions extends TargetOptions {
  readonly distribution?: readonly string[];
  readonly edgeFunction?: string;
  readonly tokenExchangeFunction?: string;
  readonly deploymentParameter?: string;
}

export function addDoctorCommand(program: Command): void {
  addTargetOptions(program.command('doctor'))
    .description("a deployment's health: what is wrong, and what to do")
    .option('--distribution <id>', 'a distribution made elsewhere; may be repeated', collect)
    .option('--edge-function <name>', 'the CloudFront Function, where there is no stack')
    .option('--token-exchange-function <name>', 'the Lambda of the auth path, likewise')
    .option('--deployment-parameter <name>', 'its SSM parameter, likewise')
    .addHelpText('after', help)
    .action(examine);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

async function examine(options: DoctorOptions): Promise<void> {
  const { aws, isJson, ...target } = await findTarget(options);
  const deployment = withNamed(target.deployment, options);
  const read = factReader(aws, deployment, () => Math.round(Date.now() / 1000));
  await inSteps(isJson, read.steps);
  const findings = diagnose(read.facts(), deployment, readEdgeBundles());
  if (isJson) sayJson(reportJson(findings));
  else say(...report(findings, deployment));
  if (findings.some(({ state }) => state === 'failed' || state === 'unknown')) process.exitCode = 1;
}

function withNamed(found: Deployment, options: DoctorOptions): Deployment {
  const { edgeFunction, tokenExchangeFunction, deploymentParameter } = options;
  return {
    ...found,
    distributions: [...(found.distributions ?? []), ...(options.distribution ?? [])],
    ...(edgeFunction !== undefined && { edgeFunction }),
    ...(tokenExchangeFunction !== undefined && { tokenExchangeFunction }),
    ...(deploymentParameter !== undefined && { deploymentParameter }),
  };
}

const marks: Record<State, readonly [mark: string, colour: Colour, words: string]> = {
  ok: ['ok', 'green', 'ok'],
  warning: ['warning', 'yellow', 'warnings'],
  failed: ['FAILED', 'red', 'failed'],
  unknown: ['unknown', 'yellow', 'could not be checked'],
};

function report(findings: readonly Finding[], { name }: Deployment): string[] {
  const isWell = ({ state }: Finding) => state === 'ok';
  const width = Math.max(...findings.filter(isWell).map(({ title }) => title.length), 0);
  return [
    paint('bold', `Health of ${name}`),
    '',
    ...findings.filter(isWell).map((finding) => lineOf(finding, width)),
    ...findings.filter((finding) => !isWell(finding)).flatMap(paragraphOf),
    '',
    `  ${summary(findings)}`,
  ];
}

function markOf(state: State): string {
  const [mark, colour] = marks[state];
  return paint(colour, mark.padEnd(markWidth));
}

const markWidth = 9;

function lineOf({ state, title, detail }: Finding, width: number): string {
  return `  ${markOf(state)}${title.padEnd(width)}   ${visible(detail)}`;
}

/** What is not well, last and at length: it is what is read. */
function paragraphOf({ state, title, detail, advice = '' }: Finding): string[] {
  const indent = ' '.repeat(markWidth + 2);
  const steps = advice.split('\n').filter((line) => line !== '');
  return [
    '',
    `  ${markOf(state)}${paint('bold', title)}`,
    ...wrap(visible(detail), 88).map((line) => indent + line),
    // Not wrapped: commands are copied from here.
    ...steps.map((step) => `${indent}→ ${visible(step)}`),
  ];
}

function summary(findings: readonly Finding[]): string {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length;
  const states: readonly State[] = ['failed', 'unknown', 'warning', 'ok'];
  return states
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${marks[state][2]}`)
    .join(', ');
}

function reportJson(findings: readonly Finding[]): object {
  const isWell = findings.every(({ state }) => state === 'ok' || state === 'warning');
  return { ok: isWell, findings };
}
