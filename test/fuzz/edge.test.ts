import { afterAll, expect, test } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { edgeCode } from '../../functions/compile/edge-code.ts';
import { runInNjs } from '../engine/njs.ts';
import { runInNode } from '../engine/node.ts';
import { split, type Outcome, type Store } from '../engine/steps.ts';
import { bundle } from '../functions/support.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { configurations } from './configurations.ts';
import { anyStep } from './events.ts';
import { seeded } from './random.ts';
import { clock, storesFor } from './stores.ts';
import { expect as expectedOf, type Expected } from './reference.ts';
import { violations, type Trial } from './violations.ts';

/** `LATCHKEY_FUZZ_EVENTS` and `LATCHKEY_FUZZ_SEED` ask for fewer events, or for the same again. */
const total = Number(process.env.LATCHKEY_FUZZ_EVENTS ?? 100_000);
const seed = Number(process.env.LATCHKEY_FUZZ_SEED ?? Date.now() % 4_294_967_296);

const eventsPerRun = 10_000;
/** The engine gets slower with each call of a process: many short ones take less time. */
const eventsPerProcess = 2000;
const runs = Math.ceil(total / eventsPerRun);
const tally: Record<string, number> = {};

function count({ mayPass, mustPass, handedOn, renewal }: Expected, passed: boolean): void {
  const kind = handedOn
    ? 'handed on'
    : renewal !== 'no'
      ? `${renewal} be renewed`
      : mustPass
        ? 'must pass'
        : mayPass
          ? 'may pass'
          : 'must not pass';
  const name = `${kind}: ${passed ? 'passed' : 'answered'}`;
  tally[name] = (tally[name] ?? 0) + 1;
}

/** The trials of one run: one configuration, and a seed of its own. */
function trialsOf(run: number, size: number): readonly Trial[] {
  const config = configurations[run % configurations.length]!;
  const stores = storesFor(config);
  const names = Object.keys(stores);
  const random = seeded(seed + run);
  return Array.from({ length: size }, () => {
    const step = anyStep(random, config, names);
    const store: Store = stores[step.store as string]!;
    const now = step.now ?? clock;
    return { step, store, now, config, expected: expectedOf(step, store, now, config) };
  });
}

const batchOf = (trials: readonly Trial[]) => ({
  code: edgeCode(trials[0]!.config, bundle),
  clock,
  stores: storesFor(trials[0]!.config),
  steps: trials.map(({ step }) => step),
});

const isPassed = (outcome: Outcome | undefined) =>
  typeof outcome?.result === 'object' && outcome.result !== null && 'uri' in outcome.result;

/** Two processes at a time. */
async function runAll(trials: readonly Trial[]): Promise<Outcome[]> {
  const halves = split(trials, Math.ceil(trials.length / 2)).map(async (half) => {
    const outcomes: Outcome[][] = [];
    for (const part of split(half, eventsPerProcess)) outcomes.push(await runInNjs(batchOf(part)));
    return outcomes.flat();
  });
  return (await Promise.all(halves)).flat();
}

describeWithTool('njs', `${total} generated events, seed ${seed}`, () => {
  afterAll(() => console.log(`fuzz: seed ${seed}\n${JSON.stringify(tally, null, 2)}`));

  test.each(Array.from({ length: runs }, (_, run) => [run]))(
    'run %i: none throws, none passes that must not, all pass that must',
    async (run) => {
      const trials = trialsOf(run, Math.min(eventsPerRun, total - run * eventsPerRun));
      const outcomes = await runAll(trials);
      const found = trials.flatMap((trial, i) => {
        count(trial.expected, isPassed(outcomes[i]));
        const wrong = violations(trial, outcomes[i]!);
        return wrong.length > 0 ? [{ wrong, ...trial.step, got: outcomes[i], seed }] : [];
      });
      expect(found.slice(0, 3)).toEqual([]);
    },
    120_000,
  );

  test('both engines make the same of an event', async () => {
    for (const [run] of configurations.entries()) {
      const batch = batchOf(trialsOf(runs + run, Math.min(1000, total)));
      const [inNjs, inNode] = [await runInNjs(batch), await runInNode(batch)];
      const differing = batch.steps.flatMap((step, i) =>
        isDeepStrictEqual(inNjs[i], inNode[i]) ? [] : [{ step, njs: inNjs[i], node: inNode[i] }],
      );
      expect(differing.slice(0, 3)).toEqual([]);
    }
  });

  test('each kind of outcome came up', () => {
    const kinds = ['handed on', 'must be renewed', 'must pass', 'must not pass'];
    const seen = Object.keys(tally).map((name) => name.split(':')[0]);
    expect(seen).toEqual(expect.arrayContaining(kinds));
  });
});
