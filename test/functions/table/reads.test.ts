import { expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { revocation } from '../../vectors/format.ts';
import { clock, gate, navigate, storeOf, type Asking } from '../support.ts';

const looking = storeOf({ revokedUntil: clock + 1 });

const expected: [string, string, Asking, string[]][] = [
  ['public', '/', {}, []],
  ['public, with a session', '/', { as: {} }, []],
  ['a guarded page without a cookie', '/app/a', { headers: navigate }, []],
  ['a guarded page with a cookie that is no token', '/app/a', { as: 'x' }, []],
  ['the usual request', '/app/a', { as: {} }, ['keys.demo']],
  ['a rule that says no', '/admin/a', { as: {} }, ['keys.demo']],
  [
    'revokedUntil is now',
    '/app/a',
    { as: {}, store: storeOf({ revokedUntil: clock }) },
    ['keys.demo'],
  ],
  ['while sessions are revoked', '/app/a', { as: {}, store: looking }, ['keys.demo', 'r:user-1']],
  [
    'a user with an entry',
    '/app/a',
    { as: {}, store: { ...looking, 'r:user-1': revocation(clock + 1, 0) } },
    ['keys.demo', 'r:user-1', 'r:user-1'],
  ],
  [
    'the entry of the session\u2019s own user',
    '/app/a',
    { as: { sub: 'x' }, store: looking },
    ['keys.demo', 'r:x'],
  ],
  [
    'an expired token looks for no entry',
    '/app/a',
    { as: { exp: clock }, store: looking },
    ['keys.demo'],
  ],
  ['the token exchange without a cookie', '/_auth/login', {}, ['keys.demo']],
];

describeEngines('reads of the store', ({ run }) => {
  test.each(expected)('%s', async (_name, uri, asking, reads) => {
    expect((await gate(run)(uri, asking)).reads).toEqual(reads);
  });
});
