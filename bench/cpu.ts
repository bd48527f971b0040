/** CPU time of this process: what other processes of the machine do changes little of it. */
import process from 'node:process';

/** One of the things that are compared. */
export interface Contender {
  readonly name: string;
  /** Does it once. */
  readonly run: () => Promise<unknown>;
}

export interface Rounds {
  /** Rounds that count. */
  readonly rounds: number;
  /** How often each contender runs in a round. */
  readonly times: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('no values have no median');
  return (low + high) / 2;
}

/** Microseconds of CPU, user's and system's, since then. */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

async function cpuOfRound({ run }: Contender, times: number): Promise<number> {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) await run();
  return cpuSince(start) / times;
}

/**
 * The median CPU time of each contender, in microseconds, in the same order. They take turns round
 * by round, so that whatever slows the machine slows all of them; a tenth as many rounds go before
 * to warm up.
 */
export async function cpuOfEach(
  contenders: readonly Contender[],
  { rounds, times }: Rounds,
): Promise<number[]> {
  const measured = contenders.map((): number[] => []);
  const warmUp = Math.ceil(rounds / 10);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      const cpu = await cpuOfRound(contender, times);
      if (round >= 0) measured[i]?.push(cpu);
    }
  }
  return measured.map(median);
}
