/** The stores that events find: good ones, failing ones, and ones that hold garbage. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { Store } from '../engine/steps.ts';
import { deriveKey, revocation, ring } from '../vectors/format.ts';

export const clock = 1_800_000_000;

export const kids = ['tqybk0', 'trba80', 'tro640', 'a'] as const;
export const keyOf = (kid: string): string => deriveKey(`secret of ${kid}`, 'session', 'fuzz');
export const subs = ['user-1', 'user-2', 'A_b-9', 'x'];
export const sids = ['QUJDREVGR0hJSktM', 'abcdefghijklmnop', '----------------'];
export const groups = ['admins', 'staff', 'a.b ~*', 'Zoë'];

/** The stores of a configuration, by name. */
export function storesFor({ audience }: CheckedConfig): Record<string, Store> {
  const name = `keys.${audience}`;
  const keys = [
    { kid: kids[0], key: keyOf(kids[0]), signsFrom: clock - 900_000 },
    { kid: kids[1], key: keyOf(kids[1]), signsFrom: clock - 90_000 },
    { kid: kids[2], key: keyOf(kids[2]), signsFrom: null },
  ];
  const whole = ring(keys);
  const looking = ring(keys, { revokedUntil: clock + 5000 });
  const entry = (text: string | { failing: true }): Store => ({
    [name]: looking,
    'r:user-1': text,
  });
  return {
    usual: { [name]: whole },
    soon: { [name]: ring([...keys.slice(0, 2), { ...keys[2]!, signsFrom: clock + 300 }]) },
    standbyAlone: { [name]: ring(keys.slice(2)) },
    notBefore: { [name]: ring(keys, { notBefore: clock - 1000 }) },
    looking: { [name]: looking },
    revokedBefore: entry(revocation(clock + 900, clock - 600)),
    revokedSid: entry(revocation(clock + 900, 0, [sids[0]!, sids[2]!])),
    revokedOnce: entry(revocation(clock - 900, clock, sids)),
    entryGarbage: entry('r 0 x'),
    entryEmpty: entry(''),
    entryFailing: entry({ failing: true }),
    missing: {},
    failing: { failing: true },
    ringFailing: { [name]: { failing: true } },
    empty: { [name]: '' },
    garbage: { [name]: '\u0000\ud83d\ude00 {"1":[]} 1 0 0 0' },
    json: { [name]: JSON.stringify(keys) },
    version2: { [name]: whole.replace('1', '2') },
    cutInKey: { [name]: whole.slice(0, 40) },
    cutLater: { [name]: whole.slice(0, -20) },
    noTimes: { [name]: whole.replace('1 0 0 0', '1 0 0') },
    shortKey: { [name]: ring([{ ...keys[1]!, key: 'short' }]) },
    spaces: { [name]: whole.replaceAll(' ', '  ') },
    longTimes: { [name]: whole.replace('1 0 0 0', '1 0 zzzzzzzzzzzzzzz 0') },
    otherName: { 'keys.': whole },
  };
}
