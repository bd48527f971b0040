/** Revoking a user, one sign-in or everybody: what the stores hold afterwards. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeFirstKeys } from '../../keys/first-keys.ts';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { everyoneOut, everyoneOutAhead } from '../../keys/rotation.ts';
import { rotationSteps, runStep } from '../../keys/rotation-steps.ts';
import { memoryAfterRevocation } from '../../keys/sign-in-window.ts';
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
      result: { sub: 'sub-ada', before: start + everyoneOutAhead },
    });
    const entry = parseRevocation(scene.account.store.get('r:sub-ada')!)!;
    expect(entry).toEqual({ until: start + 604_860, before: start + everyoneOutAhead, sids: [] });
    expect(scene.edge.revokedUntil).toBeGreaterThanOrEqual(entry.until);
  });

  test('the secret says from when on sign-ins may be trusted, before the entry is there', async () => {
    const before = scene.root.revokedUntil;
    let whenWritten = 0;
    scene.around = (name, call) => {
      if (name === 'UpdateKeysCommand') whenWritten = scene.root.revokedUntil;
      return call();
    };
    await ask({ operation: 'revoke-user', user: 'ada' });
    expect(before).toBeLessThan(start);
    expect(whenWritten).toBeGreaterThanOrEqual(start + memoryAfterRevocation);
    expect(scene.root).toMatchObject({ revokedUntil: whenWritten });
    await scene.expectAgreement();
  });

  test('many are revoked for one write of the secret in an hour', async () => {
    const calls: string[] = [];
    scene.around = (name, call) => {
      calls.push(name);
      return call();
    };
    const written = () => calls.filter((name) => name === 'PutSecretValueCommand').length;
    for (let user = 0; user < 60; user++) {
      const sub = `sub-${user}`;
      await ask({ operation: 'revoke-session', sub, sid: 's'.repeat(16) });
      scene.now += 60;
    }
    expect(written()).toBe(1);
    scene.now += 60;
    await ask({ operation: 'revoke-user', user: 'ada' });
    expect(written()).toBe(2);
    expect(scene.root.revokedUntil).toBeGreaterThanOrEqual(scene.now + memoryAfterRevocation);
  });

  test('where the secret cannot be written, the sessions end, and the answer says what is left', async () => {
    scene.around = (name, call) =>
      name === 'PutSecretValueCommand' ? Promise.reject(new Error('down')) : call();
    expect(await ask({ operation: 'revoke-user', user: 'ada' })).toMatchObject({
      ok: false,
      error: 'sign-ins-not-told',
    });
    expect(scene.account.store.get('r:sub-ada')).toBeDefined();
    scene.around = (_, call) => call();
    expect(await ask({ operation: 'revoke-user', user: 'ada' })).toMatchObject({ ok: true });
    expect(scene.root.revokedUntil).toBeGreaterThanOrEqual(start + memoryAfterRevocation);
  });

  test('the same for one sign-in, which only a revoked user makes sure of', async () => {
    scene.around = (name, call) =>
      name === 'PutSecretValueCommand' ? Promise.reject(new Error('down')) : call();
    const sid = 's'.repeat(16);
    expect(await ask({ operation: 'revoke-session', sub: 'sub-ada', sid })).toMatchObject({
      ok: false,
      error: 'sign-ins-not-told',
      message: expect.stringMatching(/^the sign-in is ended, .*revoke the user$/),
    });
    expect(parseRevocation(scene.account.store.get('r:sub-ada')!)!.sids).toEqual([sid]);
  });

  test('a rotation that was prepared before does not take it back', async () => {
    scene.account.secrets.onRotate = async (_, id) => {
      for (const step of rotationSteps.slice(0, 3)) await runStep(scene.keys, step, id);
      await ask({ operation: 'revoke-user', user: 'ada' });
      await runStep(scene.keys, 'finishSecret', id);
    };
    expect((await scene.rotate()).length).toBe(1);
    const { revokedUntil } = scene.root;
    expect(revokedUntil).toBeGreaterThanOrEqual(start + memoryAfterRevocation);
    scene.account.secrets.onRotate = async (_, id) => {
      for (const step of rotationSteps) await runStep(scene.keys, step, id);
    };
    await scene.rotateInTheEnd();
    for (const operation of [
      { operation: 'drop', all: false },
      { operation: 'drop', all: true },
      { operation: 'revoke-everyone' },
      { operation: 'repair' },
    ] as const) {
      await ask(operation);
      expect(scene.root.revokedUntil).toBe(revokedUntil);
    }
  });

  test('a ring of an earlier version, which does not say, is completed by the daily run', async () => {
    scene.reset({ ...scene.root, revokedUntil: 0 });
    expect(await ask({ operation: 'repair' })).toMatchObject({
      result: { repaired: [expect.stringContaining('which sign-ins')] },
    });
    expect(scene.root.revokedUntil).toBeGreaterThanOrEqual(start + memoryAfterRevocation);
    expect(await ask({ operation: 'repair' })).toMatchObject({ result: { repaired: [] } });
  });

  test('the first ring of a store with entries takes nobody for never revoked', async () => {
    setSecret('{"latchkey-unseeded":""}');
    scene.account.store.seed({ 'r:sub-ada': 'tqxuxo tqxs40' });
    await makeFirstKeys(scene.keys);
    expect(scene.root.revokedUntil).toBeGreaterThanOrEqual(start + memoryAfterRevocation);
  });

  test('somebody whom Cognito does not know is not revoked by a name', async () => {
    expect(await ask({ operation: 'revoke-user', user: 'eve' })).toMatchObject({
      ok: false,
      error: 'unknown-user',
    });
    expect(scene.account.store.itemCount).toBe(1);
  });

  test('an entry of somebody whom Cognito does not know is written anew by its name', async () => {
    scene.account.store.seed({ 'r:eve': 'of a later version' });
    expect(await ask({ operation: 'status' })).toMatchObject({ result: { unreadable: ['eve'] } });
    expect(await ask({ operation: 'repair' })).toMatchObject({
      result: { repaired: [], unreadable: ['eve'] },
    });
    expect(scene.account.store.get('r:eve')).toBe('of a later version');
    expect(await ask({ operation: 'revoke-user', user: 'eve' })).toMatchObject({
      result: { sub: 'eve', atCognito: false },
    });
    expect(parseRevocation(scene.account.store.get('r:eve')!)).toMatchObject({
      before: start + everyoneOutAhead,
    });
    expect(await ask({ operation: 'repair' })).toMatchObject({
      result: { repaired: [], unreadable: [] },
    });
    await scene.expectAgreement();
  });

  test('a deleted user is, by the sub, and the answer says so', async () => {
    const sub = '3f1c9a52-7d0e-4b8a-9c46-1e5f2a7b8d90';
    expect(await ask({ operation: 'revoke-user', user: sub })).toMatchObject({
      result: { sub, atCognito: false },
    });
    expect(scene.account.store.get(`r:${sub}`)).toBeDefined();
  });

  test('so is one sign-in of somebody whom Cognito does not know, or does not tell of', async () => {
    const sid = 's'.repeat(16);
    const known = await ask({ operation: 'revoke-session', sub: 'sub-ada', sid });
    expect(known).toMatchObject({ ok: true, result: { sub: 'sub-ada' } });
    expect(known).not.toHaveProperty('result.atCognito');
    const unknown = await ask({ operation: 'revoke-session', sub: 'nosuchsub', sid });
    expect(unknown).toMatchObject({ ok: true, result: { sub: 'nosuchsub', atCognito: false } });
    const users = { ...scene.operator.users, knows: () => Promise.reject(new Error('down')) };
    const unsaid = await operate(
      { ...scene.operator, users },
      { operation: 'revoke-session', sub: 'sub-eve', sid },
    );
    expect(unsaid).toMatchObject({ ok: true });
    expect(unsaid).not.toHaveProperty('result.atCognito');
    for (const sub of ['sub-ada', 'nosuchsub', 'sub-eve']) {
      expect(parseRevocation(scene.account.store.get(`r:${sub}`)!)!.sids).toEqual([sid]);
    }
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
    expect(parseRevocation(scene.account.store.get('r:sub-ada')!)).toMatchObject({
      before: start + everyoneOutAhead,
    });
  });

  test('everyone out reaches ahead of who is on the way in, and only grows', async () => {
    expect(await ask({ operation: 'revoke-everyone' })).toMatchObject({
      result: { notBefore: start + everyoneOutAhead },
    });
    setSecret(formatRing(everyoneOut(scene.root, start + 99)));
    expect(await ask({ operation: 'revoke-everyone' })).toMatchObject({
      result: { notBefore: start + 99 + everyoneOutAhead },
    });
  });

  describe('where AWS takes long to write', () => {
    /** Seconds that each call takes of those by which something ends. */
    const taking = (seconds: number, times = Infinity) => {
      let left = times;
      scene.around = async (name, call) => {
        const isWriting =
          name === 'UpdateSecretVersionStageCommand' || name === 'UpdateKeysCommand';
        if (isWriting && left-- > 0) scene.now += seconds;
        return call();
      };
    };

    test.each([
      ['everyone out', { operation: 'revoke-everyone' }, 'notBefore'],
      ['a user', { operation: 'revoke-user', user: 'ada' }, 'before'],
    ] as const)('%s ends again, ahead of whoever was let in meanwhile', async (_, event, name) => {
      taking(30, 1);
      const answer = (await ask(event)) as unknown as { result: Record<string, number> };
      expect((answer.result[name] ?? 0) - scene.now).toBeGreaterThanOrEqual(70);
    });

    test.each([
      { operation: 'revoke-everyone' },
      { operation: 'revoke-user', user: 'ada' },
    ] as const)('$operation says so in the end', async (event) => {
      taking(30);
      expect(await ask(event)).toMatchObject({ ok: false, error: 'too-slow' });
      taking(0);
      expect(await ask(event)).toMatchObject({ ok: true });
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
