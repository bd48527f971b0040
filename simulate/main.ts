/** `npm run simulate`: a year of rotations and ends of sessions, many sessions around each. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { defaults } from '../session/lifetimes.ts';
import { chart } from './chart.ts';
import { remainder, type Run } from './figures.ts';
import { report } from './report.ts';
import { sum, type Refusals } from './sessions.ts';
import type { Word, Work } from './worker.ts';

const parts = 2;
const quickSessions = 20_000;

interface Options {
  readonly seed: number;
  readonly sessions: number;
  readonly quick?: true;
  readonly chart: string | false;
}

const whole = (most: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${String(most)}.`);
};

const program = new Command('npm run simulate --')
  .description(
    'A year of rotations, revocations and emergencies, with sessions around each of them',
  )
  .option('--seed <number>', 'what all chance comes from', whole(2 ** 31), 1)
  .option('--sessions <number>', 'around all rotations together', whole(10_000_000), 1_000_000)
  .option('--quick', `${String(quickSessions)} sessions, and no chart unless one is named`)
  .option('--chart <file>', 'where the chart goes', 'docs/rotation-year.svg')
  .option('--no-chart', 'draw none')
  .showHelpAfterError('(run with --help for what there is)')
  .parse();

const options = program.opts<Options>();
const isQuick = options.quick === true;
const run: Run = {
  seed: options.seed,
  sessions: isQuick ? Math.min(quickSessions, options.sessions) : options.sessions,
  times: { lead: defaults.lead, sessionTtl: defaults.sessionTtl },
};

let rotations = 0;
const began = Date.now();
const ordinary = sum(await Promise.all(Array.from({ length: parts }, (_, part) => work(part))));
progress('ends of sessions, and edges that are further behind');
const figures = remainder(run, ordinary);
progress('');
process.stdout.write(`${report(run, figures)}\n`);

const isDefaultChart = program.getOptionValueSource('chart') === 'default';
if (options.chart !== false && !(isQuick && isDefaultChart)) {
  writeFileSync(options.chart, chart(run, figures));
  process.stderr.write(`chart: ${options.chart}\n`);
}
if (ordinary.refused > 0) process.exitCode = 1;

function work(part: number): Promise<Refusals> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./worker.ts', import.meta.url));
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`a part of the simulation ended with ${String(code)}`));
    });
    child.on('message', (word: Word) => {
      if ('refusals' in word) resolve(word.refusals);
      else progress(`${String((rotations += 1))} rotations`);
    });
    child.send({ run, part, parts } satisfies Work);
  });
}

/** On one line of a terminal; elsewhere a line now and then. */
function progress(what: string): void {
  const seconds = Math.round((Date.now() - began) / 1000);
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[K${what && `${what}, ${String(seconds)} s`}`);
  else if (what && (rotations % 10 === 0 || rotations === 0))
    process.stderr.write(`${what}, ${String(seconds)} s\n`);
}
