/** Paths: mostly those that the rules are about, and every spelling that could fool them. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import { below, pick, weighted, type Random } from './random.ts';
import { subs } from './stores.ts';
import { mutate } from './tokens.ts';

const pieces = [
  'a',
  'b',
  'app',
  'admin',
  'users',
  'user-1',
  'user-2',
  'open',
  'inner',
  'index.html',
  'v1',
  'x.png',
  '_auth',
  'login',
  'renew',
  'callback',
  'session',
  'style',
  '.',
  '..',
  '...',
  '',
  '',
  '%2e',
  '%2E%2e',
  '%61dmin',
  '%C3%AB',
  '%c3',
  '%ff',
  '%C0%AF',
  '%ED%A0%80',
  '%F0%9F%94%91',
  '%EF%BB%BF',
  '%',
  '%4',
  '%zz',
  '%00',
  '%0a',
  '%2f',
  'a%2fb',
  '%2Fa',
  'a%5cb',
  '%5c',
  '\\',
  ';',
  ';a',
  '+',
  '%2B',
  '%3b',
  '%252e',
  '%25',
  '%2541',
  '~',
  '*',
  '?',
  ' ',
  '\u00eb',
  '\u9375',
  '\u{1f511}',
  'constructor',
  '__proto__',
  "'",
  '(',
  '%7Bsub%7D',
  '{sub}',
  'A_b-9',
];

export function anyPath(random: Random, { authPath, rules }: CheckedConfig): unknown {
  const some = (): string => {
    const count = below(random, 5);
    return Array.from({ length: count + 1 }, () => `/${pick(random, pieces)}`).join('');
  };
  const fromRule = (): string =>
    pick(random, [...rules, { path: '/app/x' }])
      .path.replace('{sub}', () => pick(random, subs))
      .replace(/\*/g, () => pick(random, ['', 'a', 'a/b', 'x.png', 'index.html']))
      .replace(/\?/g, () => pick(random, ['1', '', '12', '%C3%AB']));
  const endpoint = (): string =>
    `${authPath}/${pick(random, ['login', 'callback', 'refresh', 'logout', 'session', 'token', 'renew', 'renew', 'style', 'x', ''])}`;
  return weighted<unknown>(random, [
    [40, fromRule],
    [12, () => pick(random, ['/', '/app/a', '/users/user-1/a', '/admin/x', '/elsewhere'])],
    [12, endpoint],
    [4, () => mutate(random, endpoint())],
    [15, some],
    [8, () => mutate(random, fromRule())],
    [2, () => fromRule() + some()],
    [
      1,
      () =>
        `/${pick(random, ['a', '/', '..', '%2e', '\u00e9', '%C3%A9']).repeat(below(random, 1500))}`,
    ],
    [1, () => pick<unknown>(random, [undefined, null, 5, {}, [], ['/open/a'], '', '*', 'a'])],
  ]);
}
