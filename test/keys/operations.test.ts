/** What an operator asks for, and what comes of it. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { metrics } from '../../keys/metrics.ts';
import { runStep } from '../../keys/rotation-steps.ts';
import { everyoneOut } from '../../keys/rotation.ts';
import { formatRing } from '../../session/key-ring.ts';
import { parseRevocation } from '../../session/revocation.ts';
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
      { state: 'next', signsFrom: start + times.lead },
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

describe('repair', () => {
  test('writes the ring anew where it is lost, and looks for revocations as long as one is there', async () => {
    const until = start + 999;
    scene.account.store.seed({ 'keys.demo': 'lost', 'r:ada': `${until.toString(36)} 0` });
    expect(await ask({ operation: 'repair' })).toMatchObject({
      result: { repaired: ['the store has no key ring that can be read'], removed: 0 },
    });
    expect(scene.edge.revokedUntil).toBeGreaterThanOrEqual(until);
    await scene.expectAgreement();
  });

  test('removes what has expired, fifty keys a call, and nothing else', async () => {
    const expired = Array.from({ length: 120 }, (_, at) => [`r:old-${at}`, 'a 0']);
    const live = `${(start + 1).toString(36)} 0`;
    // On a clock that is behind, it may still mean something.
    const late = `${(start - 30).toString(36)} 0`;
    scene.account.store.seed({
      ...Object.fromEntries(expired),
      'r:live': live,
      'r:late': late,
      'r:eve': '?',
    });
    const before = scene.account.store.calls.of('UpdateKeys');
    expect(await ask({ operation: 'repair' })).toMatchObject({ result: { removed: 120 } });
    expect(scene.account.store.calls.of('UpdateKeys') - before).toBe(3);
    expect(scene.account.store.entries().map(([key]) => key)).toEqual([
      'keys.demo',
      'r:eve',
      'r:late',
      'r:live',
    ]);
  });

  test('drops a retired key, in secret and store, once its last session has ended', async () => {
    await scene.rotate();
    const retired = kids()[0]!;
    scene.now += times.lead + times.sessionTtl + times.lead + 120;
    await ask({ operation: 'repair' });
    expect(kids()).toContain(retired);
    scene.now += 1;
    expect(await ask({ operation: 'repair' })).toMatchObject({
      result: { repaired: [`dropped key ${retired}, which has not signed for long enough`] },
    });
    expect(kids()).not.toContain(retired);
    await scene.expectAgreement();
  });

  test('leaves a rotation alone that is on its way', async () => {
    scene.account.secrets.onRotate = null;
    const id = scene.account.secrets.rotate('ring');
    for (const step of ['createSecret', 'setSecret'] as const) await runStep(scene.keys, step, id);
    const ahead = scene.edge;
    expect(await ask({ operation: 'repair' })).toMatchObject({ result: { repaired: [] } });
    expect(scene.edge).toEqual(ahead);
    for (const step of ['testSecret', 'finishSecret', 'finishSecret'] as const)
      await runStep(scene.keys, step, id);
    await scene.expectAgreement();
  });

  test('lets nobody in again whom the store has signed out, unless by a time that nobody set', async () => {
    scene.account.store.seed({ 'keys.demo': formatRing({ ...scene.edge, notBefore: start }) });
    await ask({ operation: 'repair' });
    expect(scene.edge.notBefore).toBe(start);
    scene.account.store.seed({ 'keys.demo': formatRing({ ...scene.edge, notBefore: start * 2 }) });
    await ask({ operation: 'repair' });
    expect(scene.edge.notBefore).toBe(0);
  });

  test('tells CloudWatch what it found, each metric with its unit', async () => {
    scene.account.store.seed({ 'keys.demo': 'lost', 'r:ada': `${(start + 9).toString(36)} 0` });
    await ask({ operation: 'repair' });
    const line = JSON.parse(scene.lines[0]!) as Record<string, unknown>;
    expect(line).toMatchObject({
      audience: 'demo',
      SigningKeyAge: 1,
      RotationPending: 0,
      Differences: 1,
      Revocations: 1,
    });
    expect(line['StoreSize']).toBe('keys.demolostr:ada'.length + 8);
    const [{ Namespace, Dimensions, Metrics }] = (
      line['_aws'] as { CloudWatchMetrics: [Record<string, unknown>] }
    ).CloudWatchMetrics;
    expect({ Namespace, Dimensions }).toEqual({
      Namespace: 'Latchkey',
      Dimensions: [['audience']],
    });
    expect(Metrics).toEqual(Object.entries(metrics).map(([Name, Unit]) => ({ Name, Unit })));
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
    const [signing, next, standby] = kids();
    expect(await ask({ operation: 'drop', all: false })).toMatchObject({
      result: { dropped: [signing], signing: next },
    });
    expect(kids()).toEqual([next, standby]);
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
