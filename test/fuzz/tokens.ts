/** Tokens of all sorts: good ones, nearly good ones, and what is no token at all. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import { bodyOf, sign, time, token } from '../vectors/format.ts';
import { below, pick, weighted, type Random } from './random.ts';
import { clock, groups, keyOf, kids, sids, subs } from './stores.ts';

const characters = '019azAZ-_.~%=+/ \u00e9\u0000\n';

export function mutate(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  const character = pick(random, [...characters]);
  return weighted(random, [
    [4, () => text.slice(0, at) + character + text.slice(at + 1)],
    [2, () => text.slice(0, at) + text.slice(at + 1)],
    [2, () => text.slice(0, at) + character + text.slice(at)],
    [1, () => text.slice(0, at)],
    [1, () => text.slice(at)],
    [1, () => text + text],
    [1, () => text.toUpperCase()],
    [1, () => text.slice(0, at) + character.repeat(600) + text.slice(at)],
  ]);
}

const near = (random: Random, time: number) => time + pick(random, [-1, 0, 1]);

function goodToken(random: Random, { sessionTtl, maxAge }: CheckedConfig, now: number): string {
  const kid = pick(random, kids.slice(0, 3));
  const iat = now - below(random, maxAge);
  const session = {
    kid,
    iat,
    exp: Math.min(now + 1 + below(random, sessionTtl), iat + maxAge),
    sid: pick(random, sids),
    sub: pick(random, subs),
    groups: groups.filter(() => random() < 0.4),
  };
  return token(session, keyOf(kid));
}

/** Right but for one thing, which may be right as well. */
function nearToken(random: Random, config: CheckedConfig, now: number): string {
  const kid = pick(random, kids);
  const { sessionTtl, maxAge } = config;
  const session = {
    version: pick(random, ['1', '1', '1', '0', '2', '']),
    kid,
    iat: pick(random, [now - 60, near(random, now + 60), near(random, now - maxAge), clock - 1000]),
    exp: pick(random, [now + 60, near(random, now), near(random, now + sessionTtl + 60), 0]),
    sid: pick(random, sids),
    sub: pick(random, [...subs, 'a'.repeat(64), 'a'.repeat(65)]),
    groups: random() < 0.2 ? ['g'.repeat(380 + below(random, 20))] : groups,
  };
  return random() < 0.7
    ? token(session, keyOf(pick(random, [kid, kid, kid, kids[0]])))
    : sign(mutate(random, bodyOf({ ...session, version: '1' })), keyOf(kid));
}

export function anyToken(random: Random, config: CheckedConfig, now: number): unknown {
  return weighted<unknown>(random, [
    [45, () => goodToken(random, config, now)],
    [15, () => nearToken(random, config, now)],
    [15, () => mutate(random, goodToken(random, config, now))],
    [3, () => ''],
    [3, () => pick(random, ['x', '.......', '1.a.a.a.a.a.a.a', `1.${time(now)}`, '\u{1f511}'])],
    [1, () => 'x'.repeat(9000)],
    [1, () => pick<unknown>(random, [undefined, null, 7, true, {}, [], ['x'], { value: 'x' }])],
    [1, () => [goodToken(random, config, now)]],
  ]);
}
