/** Numbers that look random and repeat with their seed. */
export interface Random {
  /** 0 up to 1. */
  (): number;
}

/** One number for these: the same whenever it is asked for, in whichever order. */
export function hashed(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return (state >>> 0) / 4_294_967_296;
}

/** mulberry32, by Tommy Ettinger. */
export function randomFrom(...seed: readonly number[]): Random {
  let state = Math.floor(hashed(...seed) * 4_294_967_296);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @returns seconds, of a waiting time with that mean */
export function waiting(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}
