/** A seeded source of chance (mulberry32): the same seed gives the same events. */
export interface Random {
  /** From 0, below 1. */
  (): number;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0, below `end`. */
export const below = (random: Random, end: number): number => Math.floor(random() * end);

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)]!;
}

/** One of these, each as likely as its weight says. */
export function weighted<T>(random: Random, list: readonly (readonly [number, () => T])[]): T {
  let left = random() * list.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, make] of list) {
    left -= weight;
    if (left < 0) return make();
  }
  return list.at(-1)![1]();
}
