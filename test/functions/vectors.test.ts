import { expect, test } from '@jest/globals';
import { edgeCode } from '../../functions/compile/edge-code.ts';
import { describeEngines } from '../engine/engines.ts';
import type { Outcome } from '../engine/steps.ts';
import { revocation, ring } from '../vectors/format.ts';
import { revocations, rings, tokens } from '../vectors/load.ts';
import { bundle, designConfig, step } from './support.ts';

const code = edgeCode({ ...designConfig, ...tokens.lifetimes }, bundle);

/** `''` where the request passed, else the reason in the 401's or 503's JSON. */
function reasonOf(outcome: Outcome): unknown {
  const result = outcome.result as { statusCode?: number; uri?: string; body?: string };
  if (result.uri === '/app/page') return '';
  const { reason } = JSON.parse(result.body ?? '{}') as { reason: string };
  expect(result.statusCode).toBe(reason === 'unavailable' ? 503 : 401);
  return reason;
}

describeEngines('vectors through the unedited bundle', ({ run }) => {
  async function reasons(
    asked: readonly { readonly token: string; readonly store?: Readonly<Record<string, string>> }[],
  ): Promise<unknown[]> {
    const steps = asked.map(({ token, store }) =>
      step('/app/page', { as: token, store: store ?? tokens.store }),
    );
    return (await run({ code, clock: tokens.clock, steps })).map(reasonOf);
  }

  const named = (
    vectors: readonly { readonly name: string }[],
    found: readonly unknown[],
  ): [string, unknown][] => vectors.map(({ name }, i) => [name, found[i]]);

  test('every good token passes', async () => {
    const found = await reasons(tokens.accepted);
    expect(named(tokens.accepted, found)).toEqual(tokens.accepted.map(({ name }) => [name, '']));
  });

  test('every other token is refused for its reason', async () => {
    const found = await reasons(tokens.refused);
    expect(named(tokens.refused, found)).toEqual(
      tokens.refused.map(({ name, reason }) => [name, reason]),
    );
  });

  test('the vectors hold each reason that a token can be refused for', () => {
    const all = new Set(tokens.refused.map(({ reason }) => reason));
    expect([...all].sort()).toEqual([
      'bad-mac',
      'expired',
      'malformed',
      'revoked',
      'signed-out',
      'unavailable',
      'unknown-key',
    ]);
  });

  test('every key of a good ring verifies', async () => {
    const asked = rings.good.flatMap(({ name, text, tokens: signed }) =>
      signed.map((token) => ({ name, token, store: { 'keys.demo': text } })),
    );
    expect(named(asked, await reasons(asked))).toEqual(asked.map(({ name }) => [name, '']));
  });

  test('an unreadable ring lets nobody in whose key it does not hold whole', async () => {
    const asked = rings.unreadable.map(({ name, text }) => ({
      name,
      token: rings.token,
      store: { 'keys.demo': text },
    }));
    expect(named(asked, await reasons(asked))).toEqual(
      rings.unreadable.map(({ name, edge }) => [name, edge]),
    );
  });

  test('revocation entries', async () => {
    const entries = [
      ...revocations.readable,
      ...revocations.unreadable.map((vector) => ({ ...vector, reason: 'unavailable' })),
    ];
    const revokedUntil = revocations.clock + 86_400;
    const keys = rings.good[2]!.ring.keys;
    const asked = entries.map(({ name, text }) => ({
      name,
      token: rings.token,
      store: { 'keys.demo': ring(keys, { revokedUntil }), [`r:${tokens.sub}`]: text },
    }));
    expect(named(asked, await reasons(asked))).toEqual(
      entries.map(({ name, reason }) => [name, reason]),
    );
  });

  test('a failing entry lets nobody in', async () => {
    const store = {
      'keys.demo': ring(rings.good[2]!.ring.keys, { revokedUntil: tokens.clock + 1 }),
      [`r:${tokens.sub}`]: revocation(tokens.clock - 1, 0),
    };
    const [outcome] = await run({
      code,
      clock: tokens.clock,
      steps: [
        step('/app/page', {
          as: rings.token,
          store: { ...store, [`r:${tokens.sub}`]: { failing: true } },
        }),
      ],
    });
    expect(reasonOf(outcome!)).toBe('unavailable');
  });
});
