/** The steps of a rotation, when the store is not what the step before left. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { runStep } from '../../keys/rotation-steps.ts';
import { clockSlack } from '../../session/lifetimes.ts';
import { findKey, formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';
import { Scene, times } from './scene.ts';

const scene = new Scene();

beforeEach(() => {
  scene.reset();
  scene.account.secrets.onRotate = null;
});

const without = (ring: KeyRing, kid: string): KeyRing => ({
  ...ring,
  keys: ring.keys.filter((key) => key.kid !== kid),
});

describe('createSecret', () => {
  test.each<[name: string, stored: (ring: KeyRing, standby: string) => string]>([
    ['that lacks it', (ring, standby) => formatRing(without(ring, standby))],
    ['without a ring', () => 'lost'],
    [
      'with another key under its id',
      (ring, standby) =>
        formatRing({
          ...ring,
          keys: ring.keys.map((key) =>
            key.kid === standby ? { ...key, key: 'x'.repeat(43) } : key,
          ),
        }),
    ],
  ])('in a store %s the standby is known for a whole lead before it signs', async (_, stored) => {
    const standby = scene.root.keys.find(({ signsFrom }) => signsFrom === null)!.kid;
    const { key } = findKey(scene.edge, standby)!;
    scene.account.store.seed({ 'keys.demo': stored(scene.edge, standby) });
    let knownSince = Infinity;
    scene.around = async (name, call) => {
      if (name === 'UpdateKeysCommand') scene.now += 30;
      const answer = await call();
      const ring = parseRing(scene.account.store.get('keys.demo') ?? '');
      if (ring && findKey(ring, standby)?.key === key) knownSince = Math.min(knownSince, scene.now);
      return answer;
    };
    const id = scene.account.secrets.rotate('ring');
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      await runStep(scene.keys, step, id);
      scene.now += 30;
    }
    const { signsFrom } = findKey(scene.root, standby)!;
    expect(signsFrom! - knownSince).toBeGreaterThanOrEqual(times.lead + clockSlack);
    await scene.expectAgreement();
  });
});

describe('finishSecret', () => {
  test.each<[name: string, stored: (before: KeyRing) => string]>([
    ['has lost its ring', () => 'lost'],
    ['has the ring of before again', formatRing],
  ])('leaves the secret as it is where the store %s', async (_, stored) => {
    const [root, edge] = [scene.root, scene.edge];
    const id = scene.account.secrets.rotate('ring');
    for (const step of ['createSecret', 'setSecret', 'testSecret'] as const) {
      await runStep(scene.keys, step, id);
    }
    scene.account.store.seed({ 'keys.demo': stored(edge) });
    await expect(runStep(scene.keys, 'finishSecret', id)).rejects.toMatchObject({
      code: 'store-behind',
    });
    expect(scene.root).toEqual(root);
    for (const step of ['setSecret', 'testSecret', 'finishSecret'] as const) {
      await runStep(scene.keys, step, id);
    }
    expect(scene.root).not.toEqual(root);
    await scene.expectAgreement();
  });
});
