/** Half of the rotations, in a process of its own. */
import process from 'node:process';
import { rotationsPart, type Run } from './figures.ts';
import type { Refusals } from './sessions.ts';

export interface Work {
  readonly run: Run;
  readonly part: number;
  readonly parts: number;
}

export type Word = { readonly done: true } | { readonly refusals: Refusals };

process.once('message', ({ run, part, parts }: Work) => {
  const say = (word: Word, said: () => void) => process.send?.(word, said);
  const refusals = rotationsPart(run, part, parts, () => say({ done: true }, () => undefined));
  say({ refusals }, () => {
    process.disconnect();
  });
});
