/** Revoking a user, one sign-in or everybody: what the stores hold afterwards. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { everyoneOut } from '../../keys/rotation.ts';
import { formatRing } from '../../session/key-ring.ts';
import { parseRevocation } from '../../session/revocation.ts';
import { Scene, start } from './scene.ts';

const scene = new Scene();

beforeEach(() => {
  scene.reset();
});

const ask = (operation: Operation) => operate(scene.operator, operation);
const setSecret = (text: string) =>
  scene.account.secrets
    .secret('ring')
    .versions.put(`${text.length}-`.padEnd(36, 'x'), { SecretString: text }, ['AWSCURRENT'], 0);

describe('ending sessions', () => {
  test('a user’s entry lasts as long as a refresh token, and the window with it', async () => {
    expect(await ask({ operation: 'revoke-user', user: 'ada' })).toEqual({
      ok: true,
      now: start,
      result: { sub: 'sub-ada', before: start },
    });
    const entry = parseRevocation(scene.account.store.get('r:sub-ada')!)!;
    expect(entry).toEqual({ until: start + 604_860, before: start, sids: [] });
    expect(scene.edge.revokedUntil).toBeGreaterThanOrEqual(entry.until);
  });

  test('somebody whom Cognito does not know is not revoked by a name', async () => {
    expect(await ask({ operation: 'revoke-user', user: 'eve' })).toMatchObject({
      ok: false,
      error: 'unknown-user',
    });
    expect(scene.account.store.itemCount).toBe(1);
  });

  test('a deleted user is, by the sub, and the answer says so', async () => {
    const sub = '3f1c9a52-7d0e-4b8a-9c46-1e5f2a7b8d90';
    expect(await ask({ operation: 'revoke-user', user: sub })).toMatchObject({
      result: { sub, atCognito: false },
    });
    expect(scene.account.store.get(`r:${sub}`)).toBeDefined();
  });

  test('when Cognito fails, nothing is written, and AWS’s words are told', async () => {
    const denied = Object.assign(new Error('not authorized to perform: X'), {
      name: 'AccessDeniedException',
      $fault: 'client',
    });
    const users = { ...scene.operator.users, signOut: () => Promise.reject(denied) };
    expect(
      await operate({ ...scene.operator, users }, { operation: 'revoke-user', user: 'ada' }),
    ).toMatchObject({
      ok: false,
      error: 'aws',
      message: 'AccessDeniedException: not authorized to perform: X',
    });
    expect(scene.account.store.itemCount).toBe(1);
  });

  test('an entry that cannot be read becomes one that ends everything of that user', async () => {
    scene.account.store.seed({ 'r:sub-ada': 'of a later version' });
    await ask({ operation: 'revoke-session', sub: 'sub-ada', sid: 's'.repeat(16) });
    expect(parseRevocation(scene.account.store.get('r:sub-ada')!)).toMatchObject({ before: start });
  });

  test('everyone out reaches ahead of who is on the way in, and only grows', async () => {
    expect(await ask({ operation: 'revoke-everyone' })).toMatchObject({
      result: { notBefore: start + 10 },
    });
    setSecret(formatRing(everyoneOut(scene.root, start + 99)));
    expect(await ask({ operation: 'revoke-everyone' })).toMatchObject({
      result: { notBefore: start + 109 },
    });
  });

  test('a full store says what helps', async () => {
    scene.around = (name, call) => {
      if (name === 'UpdateKeysCommand') {
        scene.account.store.refuseNext('ServiceQuotaExceededException');
      }
      return call();
    };
    expect(await ask({ operation: 'revoke-user', user: 'ada' })).toMatchObject({
      ok: false,
      error: 'store-full',
      message: expect.stringContaining('"repair"'),
    });
  });
});
