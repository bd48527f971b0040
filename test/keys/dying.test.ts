/** Whatever a Lambda was about when it died: nothing is lost, and the next call goes on from there. */
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { parseRevocation } from '../../session/revocation.ts';
import { Scene, times, type Around } from './scene.ts';
import { expectAccepted, sessionsOf } from './sessions.ts';

const scene = new Scene();

// Each has dozens of deaths.
jest.setTimeout(300_000);

beforeEach(() => {
  scene.reset();
});

/** Dies at one of the calls, before it is sent or after it was answered; dead, it does nothing. */
function dyingAt(fatal: number, when: 'before' | 'after'): { around: Around; isDead(): boolean } {
  let calls = 0;
  let isDead = false;
  const die = () => {
    isDead = true;
    throw new Error('died');
  };
  return {
    isDead: () => isDead,
    async around(_, call) {
      if (isDead) return die();
      const isFatal = calls++ === fatal;
      if (isFatal && when === 'before') return die();
      const answer = await call();
      return isFatal ? die() : answer;
    },
  };
}

/** Does something with a death at each of its calls in turn. */
async function dyingEverywhere(
  prepare: () => Promise<void>,
  act: () => Promise<unknown>,
  check: () => Promise<void>,
): Promise<number> {
  let deaths = 0;
  for (const when of ['before', 'after'] as const) {
    for (let fatal = 0; ; fatal++) {
      scene.reset();
      await prepare();
      const dying = dyingAt(fatal, when);
      scene.around = dying.around;
      await act().catch(() => undefined);
      scene.around = (_, call) => call();
      if (!dying.isDead()) break;
      deaths++;
      await check();
    }
  }
  return deaths;
}

const nothing = () => Promise.resolve();
const operated = (operation: Operation) => () => operate(scene.operator, operation);

async function expectDone(operation: Operation): Promise<void> {
  expect(await operate(scene.operator, operation)).toMatchObject({ ok: true });
  await scene.expectAgreement();
}

describe('a rotation that dies', () => {
  test.each([
    ['the first one', nothing],
    [
      'one that drops a key',
      async () => {
        await scene.rotate();
        scene.now += 86_400;
        await scene.rotate();
        scene.now += 86_400;
      },
    ],
  ])('%s goes on, and no session is lost', async (_, prepare) => {
    const deaths = await dyingEverywhere(
      prepare,
      () => scene.rotate(),
      async () => {
        const sessions = sessionsOf(scene);
        expectAccepted(scene, sessions);
        scene.now += 5;
        await scene.rotateInTheEnd();
        await scene.expectAgreement();
        expectAccepted(scene, sessions);
        expect(scene.root.keys.filter(({ signsFrom }) => signsFrom === null)).toHaveLength(1);
      },
    );
    // Before and after each of its calls.
    expect(deaths).toBeGreaterThanOrEqual(24);
  });

  test('and is found only when its key should sign already: it is given up', async () => {
    const staleness = new Set<string>();
    await dyingEverywhere(
      nothing,
      () => scene.rotate(),
      async () => {
        const before = scene.root;
        scene.now += times.lead;
        const sessions = sessionsOf(scene);
        expectAccepted(scene, sessions);
        const isFilled = scene.account.secrets.value('ring', 'AWSPENDING') !== undefined;
        const [error] = (await scene.rotate()) as Error[];
        if (isFilled && formatOf(scene) === JSON.stringify(before)) {
          staleness.add(error?.message ?? 'finished');
        }
        await scene.rotateInTheEnd();
        await scene.expectAgreement();
        // The edges may have begun to sign with the key of the ring that was given up.
        expectAccepted(scene, sessions);
      },
    );
    expect([...staleness]).toEqual([
      'this rotation is given up: its key should sign already, and it was not finished',
    ]);
  });

  test('and is never taken up again: the daily run clears up after it', async () => {
    await dyingEverywhere(
      nothing,
      () => scene.rotate(),
      async () => {
        const sessions = sessionsOf(scene);
        scene.now += times.lead;
        sessions.push(...sessionsOf(scene));
        await operate(scene.operator, { operation: 'repair' });
        expectAccepted(scene, sessions);
        await scene.rotateInTheEnd();
        expectAccepted(scene, sessions);
        await scene.expectAgreement();
      },
    );
  });
});

const formatOf = ({ root }: Scene) => JSON.stringify(root);

describe('an operation that dies', () => {
  test.each([
    ['drop', { operation: 'drop', all: false }],
    ['drop of everything', { operation: 'drop', all: true }],
  ] as const)('a %s is completed by the same again, once', async (_, operation) => {
    let original = new Set<string>();
    await dyingEverywhere(
      () => {
        original = new Set(scene.root.keys.map(({ kid }) => kid));
        return nothing();
      },
      operated(operation),
      async () => {
        const signed = [...original][0]!;
        const half = scene.root;
        scene.now += 1;
        await expectDone(operation);
        expect(scene.edge.keys.map(({ kid }) => kid)).not.toContain(signed);
        // What was dropped in the secret already is not dropped again.
        const isDropped = half.keys.every(({ kid }) => kid !== signed);
        const lagged = scene.account.store.calls.of('UpdateKeys') <= 1;
        if (isDropped && lagged) expect(scene.root).toEqual(half);
      },
    );
  });

  test.each([
    ['a drop', { operation: 'drop', all: false }],
    ['everyone out', { operation: 'revoke-everyone' }],
  ] as const)('%s is completed by a repair', async (_, operation) => {
    await dyingEverywhere(nothing, operated(operation), async () => {
      const half = scene.root;
      await expectDone({ operation: 'repair' });
      expect(scene.root).toEqual(half);
      expect(scene.edge.notBefore).toBe(half.notBefore);
    });
  });

  test('everyone out is completed by the same again', async () => {
    await dyingEverywhere(nothing, operated({ operation: 'revoke-everyone' }), async () => {
      await expectDone({ operation: 'revoke-everyone' });
      expect(scene.edge.notBefore).toBe(scene.now + 10);
      expect(scene.root.signInsFrom).toBe(scene.now + 10);
    });
  });

  test('a revoked user has entry and window, or neither', async () => {
    const revoke = { operation: 'revoke-user', user: 'ada' } as const;
    await dyingEverywhere(nothing, operated(revoke), async () => {
      const entry = parseRevocation(scene.account.store.get('r:sub-ada') ?? '');
      expect(scene.edge.revokedUntil >= (entry?.until ?? 0)).toBe(true);
      await expectDone(revoke);
      expect(scene.edge.revokedUntil).toBeGreaterThan(scene.now + 604_800);
    });
  });

  test('a repair that drops a key is completed by the next', async () => {
    await dyingEverywhere(
      async () => {
        await scene.rotate();
        scene.now += 86_400;
        scene.account.store.seed({ 'r:gone': 'a 0' });
      },
      operated({ operation: 'repair' }),
      async () => {
        const sessions = sessionsOf(scene);
        await expectDone({ operation: 'repair' });
        await expectDone({ operation: 'repair' });
        expectAccepted(scene, sessions);
        expect(scene.root.keys).toHaveLength(2);
        expect(scene.account.store.get('r:gone')).toBeUndefined();
      },
    );
  });
});
