import { median } from '../cpu.ts';
import type { Progress } from '../section.ts';
import { tokenCookies } from '../token-cookies.ts';
import { startLambda, type LambdaProcess, type LambdaProgram } from './lambda-process.ts';
import * as ours from './ours.ts';
import * as theirs from './theirs.ts';
import { createWorld, member, signedInBrowser, type World } from './world.ts';
import { localClientId } from '../../local/system.ts';

/** Of one of the two Lambdas; medians. */
export interface LambdaFigures {
  /** Milliseconds that the module takes to load in a new process, and of CPU. */
  readonly loadMilliseconds: number;
  readonly loadCpu: number;
  /** Milliseconds of CPU for each. */
  readonly callbackCpu: number;
  readonly refreshCpu: number;
  /** Bytes of memory when loaded, and after all rounds. */
  readonly loadedMemory: number;
  readonly usedMemory: number;
}

export interface Comparison {
  readonly ours: LambdaFigures;
  readonly theirs: LambdaFigures;
}

const loads = 21;
const warmUpRounds = 3;
const rounds = 15;
const perRound = 20;

/** Loads both in new processes, by turns. */
async function compareLoads(world: World): Promise<[LoadFigures, LoadFigures]> {
  const programs = [world.ours, world.theirs] as const;
  const samples = programs.map((): Awaited<ReturnType<typeof loadOnce>>[] => []);
  for (let i = 0; i < loads; i++) {
    for (const [which, program] of programs.entries()) {
      samples[which]?.push(await loadOnce(program));
    }
  }
  const [a = [], b = []] = samples.map((one) => one.slice(1));
  return [loadFigures(a), loadFigures(b)];
}

type LoadFigures = Pick<LambdaFigures, 'loadMilliseconds' | 'loadCpu' | 'loadedMemory'>;

async function loadOnce(program: LambdaProgram) {
  const lambda = await startLambda(program);
  await lambda.stop();
  return lambda.load;
}

const loadFigures = (samples: readonly Awaited<ReturnType<typeof loadOnce>>[]): LoadFigures => ({
  loadMilliseconds: median(samples.map(({ milliseconds }) => milliseconds)),
  loadCpu: median(samples.map(({ cpu }) => cpu)) / 1000,
  loadedMemory: median(samples.map(({ rss }) => rss)),
});

/** Milliseconds of CPU that each event of a batch took. */
async function cpuOf<Result>(
  lambda: LambdaProcess,
  events: readonly unknown[],
  check: (results: readonly Result[]) => void,
): Promise<{ cpu: number; rss: number; results: readonly Result[] }> {
  const { results, cpu, rss } = await lambda.run<Result>(events);
  check(results);
  return { cpu: cpu / events.length / 1000, rss, results };
}

const repeat = <T>(item: T) => Array.from({ length: perRound }, () => item);

/** Callbacks and refreshes of both, by turns, in one process each. */
async function compareRequests(world: World, progress: Progress) {
  const { system } = world;
  const [mine, other] = [await startLambda(world.ours), await startLambda(world.theirs)];
  const old = await theirs.oldTokens(system);
  const theirCookies = tokenCookies(old, localClientId, member.username);
  const cpu = { ourCallback: [], theirCallback: [], ourRefresh: [], theirRefresh: [] } as Record<
    'ourCallback' | 'theirCallback' | 'ourRefresh' | 'theirRefresh',
    number[]
  >;
  const memory = { ours: 0, theirs: 0 };
  try {
    for (let round = -warmUpRounds; round < rounds; round++) {
      progress(
        `callbacks and refreshes, round ${round + warmUpRounds + 1} of ${rounds + warmUpRounds}`,
      );
      const browser = await signedInBrowser(system);
      const ourEvents = await ours.ourCallbacks(system, browser, mine, perRound);
      const theirEvents = await theirs.theirCallbacks(system, browser, perRound);
      const a = await cpuOf<ours.Result>(mine, ourEvents, (all) => ours.checkOurs(all, 302));
      const b = await cpuOf(other, theirEvents, theirs.checkTheirs);
      const cookies = a.results[0] ? ours.cookiesOf(a.results[0]) : [];
      const refresh = repeat(ours.ourRefresh(system, cookies));
      const c = await cpuOf<ours.Result>(mine, refresh, (all) => ours.checkOurs(all, 200));
      const d = await cpuOf(other, repeat(theirs.theirRefresh(theirCookies)), theirs.checkTheirs);
      memory.ours = c.rss;
      memory.theirs = d.rss;
      if (round < 0) continue;
      cpu.ourCallback.push(a.cpu);
      cpu.theirCallback.push(b.cpu);
      cpu.ourRefresh.push(c.cpu);
      cpu.theirRefresh.push(d.cpu);
    }
  } finally {
    await Promise.all([mine.stop(), other.stop()]);
  }
  return { cpu, memory };
}

/** Our token exchange beside cognito-at-edge, both in processes of their own, by turns. */
export async function compareExchanges(progress: Progress): Promise<Comparison> {
  progress('bundling cognito-at-edge');
  const world = await createWorld();
  try {
    progress('loading both in new processes');
    const [ourLoad, theirLoad] = await compareLoads(world);
    const { cpu, memory } = await compareRequests(world, progress);
    return {
      ours: {
        ...ourLoad,
        callbackCpu: median(cpu.ourCallback),
        refreshCpu: median(cpu.ourRefresh),
        usedMemory: memory.ours,
      },
      theirs: {
        ...theirLoad,
        callbackCpu: median(cpu.theirCallback),
        refreshCpu: median(cpu.theirRefresh),
        usedMemory: memory.theirs,
      },
    };
  } finally {
    await world.close();
  }
}
