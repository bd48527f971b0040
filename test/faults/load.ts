/** A bounded load on the local system: so many operations a second, for a moment. */
import { setTimeout as pause } from 'node:timers/promises';

/** Does one operation and says what became of it. `turn` counts the operations of its kind. */
export type Operation = (turn: number) => Promise<string>;

export interface LoadOptions {
  /** Operations that begin in a second. */
  readonly perSecond: number;
  readonly seconds: number;
}

/** The outcomes that each kind had, each once, sorted. */
export type Outcomes<Kind extends string> = Record<Kind, readonly string[]>;

/**
 * Begins the operations of `mix`, over and over in that order, at an even pace whether or not the
 * earlier ones have ended, and waits for all of them. An operation that throws is an outcome too.
 */
export async function runLoad<Kind extends string>(
  operations: Readonly<Record<Kind, Operation>>,
  mix: readonly Kind[],
  { perSecond, seconds }: LoadOptions,
): Promise<Outcomes<Kind>> {
  const seen = new Map<Kind, Set<string>>();
  const turns = new Map<Kind, number>();
  const running: Promise<void>[] = [];
  const begin = performance.now();
  for (let started = 0; started < perSecond * seconds; started++) {
    const kind = mix[started % mix.length];
    if (kind === undefined) throw new Error('the mix is empty');
    const turn = turns.get(kind) ?? 0;
    turns.set(kind, turn + 1);
    running.push(
      operations[kind](turn)
        .catch((error: unknown) => String(error))
        .then((outcome) => {
          seen.set(kind, (seen.get(kind) ?? new Set()).add(outcome));
        }),
    );
    const due = begin + ((started + 1) * 1000) / perSecond;
    await pause(Math.max(0, due - performance.now()));
  }
  await Promise.all(running);
  const sorted = [...seen].map(([kind, outcomes]) => [kind, [...outcomes].sort()]);
  return Object.fromEntries(sorted) as Outcomes<Kind>;
}
