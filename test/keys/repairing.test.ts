/** The daily run, which is the operation `repair`: what it mends, and what it leaves alone. */
import { retirement } from '../../keys/rotation.ts';
import { clockSlack } from '../../session/lifetimes.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { metrics } from '../../keys/metrics.ts';
import { runStep } from '../../keys/rotation-steps.ts';
import { formatRing } from '../../session/key-ring.ts';
import { Scene, start, times } from './scene.ts';

const scene = new Scene();

beforeEach(() => {
  scene.reset();
});

const ask = (operation: Operation) => operate(scene.operator, operation);
const kids = () => scene.root.keys.map(({ kid }) => kid);

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
      ...(Object.fromEntries(expired) as Record<string, string>),
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
    const retired = kids()[0]!;
    await scene.rotate();
    scene.now += times.lead + clockSlack + retirement(times);
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

  test('drops no key that may go while a rotation is on its way, which it would take back', async () => {
    const retired = kids()[0]!;
    await scene.rotate();
    scene.now += times.lead + clockSlack + retirement(times);
    scene.account.secrets.onRotate = null;
    const id = scene.account.secrets.rotate('ring');
    for (const step of ['createSecret', 'setSecret'] as const) await runStep(scene.keys, step, id);
    const ahead = scene.edge;
    scene.now += 1;
    expect(await ask({ operation: 'repair' })).toMatchObject({ result: { repaired: [] } });
    expect(scene.edge).toEqual(ahead);
    expect(kids()).toContain(retired);
    for (const step of ['testSecret', 'finishSecret'] as const) {
      await runStep(scene.keys, step, id);
    }
    expect(await ask({ operation: 'repair' })).toMatchObject({
      result: { repaired: [expect.stringContaining(retired)] },
    });
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
