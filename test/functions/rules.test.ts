import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { edgeCode } from '../../functions/compile/edge-code.ts';
import { covers } from '../../functions/compile/pattern.ts';
import { describeEngines } from '../engine/engines.ts';
import { matches } from '../fuzz/pattern.ts';
import { bundle, clock, designConfig, step } from './support.ts';

const letter = fc.constantFrom('a', 'b', '/', '.', '-', '$', '(', '[', '^', '|', 'é', '\n');
const wild = fc.constantFrom('*', '*', '?');
const text = (piece: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));

/** Few letters, so that patterns and paths meet; at most two `*` beside a `?`. */
const pattern = text(fc.oneof({ weight: 3, arbitrary: letter }, wild), 7)
  .map((rest) => `/${rest}`)
  .filter((found) => sound(found) && (!found.includes('?') || found.split('*').length <= 3));
const path = text(letter, 8)
  .map((rest) => `/${rest}`)
  .filter(sound);

/** Neither path nor pattern is refused as ambiguous, nor covers an index document. */
function sound(value: string): boolean {
  return !/\/\/|\/\.\.?(\/|$)/.test(value) && !value.endsWith('/');
}

const rounds = 1500;

describeEngines('a pattern matches what a slow, obvious matcher does', ({ run }) => {
  test('in the bundle', async () => {
    const pairs = fc.sample(fc.tuple(pattern, path), { numRuns: rounds, seed: 20_260_101 });
    // One configuration with many patterns would hide the later ones: ask one by one, in batches.
    const byPattern = new Map<string, string[]>();
    for (const [found, asked] of pairs) {
      byPattern.set(found, [...(byPattern.get(found) ?? []), asked]);
    }
    const groups = [...byPattern].slice(0, 150);
    for (const [found, paths] of groups) {
      const tried = [...paths, ...pairs.slice(0, 60).map(([, asked]) => asked)];
      const rules = [{ path: found, allow: 'public' }] as const;
      const code = edgeCode({ ...designConfig, rules, indexDocument: null }, bundle);
      const steps = tried.map((asked) => step(encodeURI(asked)));
      const outcomes = await run({ code, clock, steps });
      const open = outcomes.map(({ result }) => 'uri' in (result as object));
      expect([found, tried.map((asked, i) => [asked, open[i]])]).toEqual([
        found,
        tried.map((asked) => [asked, matches(found, asked)]),
      ]);
    }
  });
});

describe('covers', () => {
  test('a pattern that covers another matches all that the other does', () => {
    fc.assert(
      fc.property(pattern, pattern, path, (first, second, asked) => {
        if (covers(first, second) && matches(second, asked)) {
          expect(matches(first, asked)).toBe(true);
        }
      }),
      { numRuns: 20_000, seed: 20_260_102 },
    );
  });

  test.each([
    ['/users/{sub}', '/users/a', true],
    ['/users/{sub}', '/users/{sub}', true],
    ['/users/{sub}', '/users/a/b', false],
    ['/users/{sub}', '/users/a/', false],
    ['/users/{sub}', '/users/', false],
    ['/users/{sub}', '/users/*', false],
    ['/users/{sub}', '/users/a*', false],
    ['/users/{sub}/x', '/users/a/x', true],
    ['/users/{sub}/x', '/users/a/b/x', false],
    ['/users/{sub}/x', '/users/{sub}/b/x', false],
    ['/users/{sub}/x', '/users/*/x', false],
    ['/users/{sub}/*', '/users/a/b/c', true],
    ['/users/{sub}/*', '/users/a', false],
    ['/users/*', '/users/{sub}/x', true],
  ])('%s, whose owner is one segment, and %s: %p', (first, second, expected) => {
    expect(covers(first, second)).toBe(expected);
  });
});
