/** Status, rotation and drop: what an operator asks for, and what comes of it. */
import { clockSlack } from '../../session/lifetimes.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { runStep } from '../../keys/rotation-steps.ts';
import { formatRing } from '../../session/key-ring.ts';
import { Scene, start, times } from './scene.ts';
import { expectAccepted, sessionsOf } from './sessions.ts';

const scene = new Scene();

beforeEach(() => {
  scene.reset();
});

const ask = (operation: Operation) => operate(scene.operator, operation);
const kids = () => scene.root.keys.map(({ kid }) => kid);
const setSecret = (text: string) =>
  scene.account.secrets
    .secret('ring')
    .versions.put(`${text.length}-`.padEnd(36, 'x'), { SecretString: text }, ['AWSCURRENT'], 0);

describe('status', () => {
  test('tells of every key and never shows one', async () => {
    await scene.rotate();
    const answer = await ask({ operation: 'status' });
    const keys = [
      { state: 'signing', signsFrom: start - 1 },
      { state: 'next', signsFrom: start + times.lead + clockSlack },
      { state: 'standby', signsFrom: null },
    ];
    expect(answer).toMatchObject({
      ok: true,
      now: start,
      result: { audience: 'demo', keys, differences: [] },
    });
    for (const { key } of [...scene.root.keys, ...scene.edge.keys]) {
      expect(JSON.stringify(answer)).not.toContain(key);
    }
  });

  test('says in words what differs', async () => {
    const [first, second] = scene.edge.keys;
    const keys = [
      { ...first!, signsFrom: 5 },
      { ...second!, kid: 'alien' },
    ];
    scene.account.store.seed({ 'keys.demo': formatRing({ ...scene.edge, keys }), 'r:eve': '?' });
    expect(await ask({ operation: 'status' })).toMatchObject({
      result: {
        differences: [
          `key ${first!.kid} begins to sign at another time in the store`,
          `key ${second!.kid} is not in the store`,
          'key alien is in the store and not in the secret',
          'the entry r:eve cannot be read; revoke the user anew',
        ],
      },
    });
  });

  test('a secret that holds something else is left alone', async () => {
    setSecret('of a later version');
    for (const operation of ['status', 'repair', 'rotate', 'revoke-everyone'] as const) {
      expect(await ask({ operation })).toMatchObject({ ok: false, error: 'ring-unreadable' });
    }
    expect(scene.account.secrets.value('ring')).toBe('of a later version');
  });
});

describe('rotate', () => {
  test('says that it is on its way, or that one is already', async () => {
    scene.account.secrets.onRotate = () => Promise.reject(new Error('died'));
    expect(await ask({ operation: 'rotate' })).toMatchObject({
      ok: true,
      result: { started: true },
    });
    await scene.account.secrets.rotationsSettled();
    expect(await ask({ operation: 'rotate' })).toMatchObject({
      ok: true,
      result: { started: false },
    });
    await scene.account.secrets.rotationsSettled();
  });

  test('gives up one that is too late, so that the service does not take it up again', async () => {
    const { secrets } = scene.account;
    const { onRotate } = secrets;
    secrets.onRotate = (_, id) => runStep(scene.keys, 'createSecret', id);
    await scene.rotate();
    const late = secrets.value('ring', 'AWSPENDING');
    scene.now += times.lead + clockSlack;
    secrets.onRotate = onRotate;
    expect(await ask({ operation: 'rotate' })).toMatchObject({
      ok: true,
      result: { started: true },
    });
    expect(await secrets.rotationsSettled()).toEqual([]);
    expect(formatRing(scene.root)).not.toBe(late);
    expect(kids()).toHaveLength(3);
    await scene.expectAgreement();
  });

  test('says when the ring is full, and nothing is lost', async () => {
    const sessions = sessionsOf(scene);
    let answer = await ask({ operation: 'rotate' });
    for (let more = 0; answer.ok && more < 30; more++) {
      await scene.account.secrets.rotationsSettled();
      expect(await ask({ operation: 'status' })).toMatchObject({
        result: { rotation: { pending: false } },
      });
      scene.now += 5;
      answer = await ask({ operation: 'rotate' });
    }
    expect(answer).toMatchObject({
      ok: false,
      error: 'ring-full',
      message: expect.stringContaining('try again in'),
    });
    expect(scene.root.keys.length).toBeGreaterThan(12);
    await scene.expectAgreement();
    expectAccepted(scene, sessions);
    // The schedule does not ask first.
    expect((await scene.rotate()).map((error) => (error as Error).name)).toEqual(['RingFullError']);
    expectAccepted(scene, sessions);
    scene.now += answer.ok ? 0 : answer.retryAfter!;
    await scene.rotateInTheEnd();
    await scene.expectAgreement();
  });

  test('a secret without rotation cannot', async () => {
    scene.account.secrets.secret('ring').rotationLambdaArn = null;
    expect(await ask({ operation: 'rotate' })).toMatchObject({
      ok: false,
      error: 'rotation-not-set-up',
    });
  });
});

describe('drop', () => {
  test('the standby signs at once, and what has signed is gone', async () => {
    const [signing, standby] = kids();
    expect(await ask({ operation: 'drop', all: false })).toEqual({
      ok: true,
      now: start,
      result: { dropped: [signing], signing: standby },
    });
    expect(kids()).toEqual([standby, expect.any(String)]);
    await scene.expectAgreement();
  });

  test('within a lead the key that was to sign next does, which the edges have known for longer', async () => {
    await scene.rotate();
    const [next, signing, standby] = kids();
    expect(await ask({ operation: 'drop', all: false })).toMatchObject({
      result: { dropped: [signing], signing: next },
    });
    expect(kids()).toEqual([next, standby]);
  });

  test('takes the key as well that the edges sign with since a rotation which died', async () => {
    const [signing, standby] = kids();
    scene.account.secrets.onRotate = async (_, id) => {
      for (const step of ['createSecret', 'setSecret'] as const)
        await runStep(scene.keys, step, id);
    };
    await scene.rotate();
    scene.now += times.lead + clockSlack;
    expect(sessionsOf(scene).map(({ token }) => token.split('.')[1])).toEqual([signing, standby]);
    expect(await ask({ operation: 'drop', all: false })).toMatchObject({ ok: true });
    for (const ring of [scene.root, scene.edge]) {
      expect(ring.keys.map(({ kid }) => kid)).not.toContain(signing);
      expect(ring.keys.map(({ kid }) => kid)).not.toContain(standby);
    }
  });

  test('with all, no key is left', async () => {
    const before = kids();
    const answer = await ask({ operation: 'drop', all: true });
    expect(answer).toMatchObject({ result: { dropped: before } });
    expect(kids().filter((kid) => before.includes(kid))).toEqual([]);
  });

  test('where the store could not be told, the operator is, and the same again completes it', async () => {
    const [signing, standby] = kids();
    scene.around = (name, call) =>
      name === 'UpdateKeysCommand' ? Promise.reject(new Error('down')) : call();
    expect(await ask({ operation: 'drop', all: false })).toMatchObject({
      ok: false,
      error: 'store-not-told',
      message: expect.stringContaining('"repair"'),
    });
    const half = scene.root;
    scene.around = (_, call) => call();
    expect(await ask({ operation: 'drop', all: false })).toMatchObject({
      ok: true,
      result: { dropped: [signing], signing: standby },
    });
    expect(scene.root).toEqual(half);
    await scene.expectAgreement();
  });
});

describe('inspect', () => {
  test.each([
    ['open', 'revoked', start + 1],
    ['over', 'ok', start],
  ] as const)(
    'while the edges’ window is %s, an entry says %s',
    async (_, verdict, revokedUntil) => {
      scene.account.store.seed({
        'keys.demo': formatRing({ ...scene.edge, revokedUntil }),
        'r:ada': `${(start + 999).toString(36)} ${start.toString(36)}`,
      });
      for (const { token } of sessionsOf(scene)) {
        expect(await ask({ operation: 'inspect', token })).toMatchObject({ result: { verdict } });
      }
    },
  );
});
