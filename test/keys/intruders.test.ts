/** Whoever writes secret or store between any two calls of somebody else: no work is lost. */
import { describe, expect, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { Operation } from '../../keys/operations.ts';
import { rotate, everyoneOutAhead } from '../../keys/rotation.ts';
import { seedRing } from '../../keys/seed.ts';
import { signOutWriter } from '../../keys/sign-out-writer.ts';
import { clockSlack } from '../../session/lifetimes.ts';
import { parseRevocation } from '../../session/revocation.ts';
import { Scene, start, times } from './scene.ts';
import { expectAccepted, sessionsOf, type Session } from './sessions.ts';

const scene = new Scene();
const sid = 'sign-in-of-grace';

interface Act {
  readonly act: () => Promise<unknown>;
  /** What must be so in the end, whoever else was at work. */
  readonly check: (before: Before) => void;
  /** Whether it ends sessions that were good before. */
  readonly ends?: boolean;
}

interface Before {
  readonly signing: string;
  readonly sessions: readonly Session[];
}

/** Whatever it says of a first attempt, the operator is told, and asks again. */
const operated = (operation: Operation) => async () => {
  const answer = await operate(scene.operator, operation);
  if (!answer.ok) await operate(scene.operator, operation);
};

const acts: Readonly<Record<string, Act>> = {
  'a rotation': {
    act: () => scene.rotate(),
    check: () => undefined,
  },
  'a drop': {
    act: operated({ operation: 'drop', all: false }),
    check: ({ signing }) => {
      expect(kids(scene.root.keys)).not.toContain(signing);
      expect(kids(scene.edge.keys)).not.toContain(signing);
    },
    ends: true,
  },
  'everyone out': {
    act: operated({ operation: 'revoke-everyone' }),
    check: () => {
      expect(scene.root.notBefore).toBe(scene.now + everyoneOutAhead);
      expect(scene.edge.notBefore).toBe(scene.now + everyoneOutAhead);
    },
  },
  'a sign-out': {
    act: () =>
      signOutWriter({
        store: scene.keys.edges,
        maxAge: 3600,
        now: () => scene.now,
      }).write([{ sub: 'sub-grace', sid }]),
    check: () => {
      expectEntry('sub-grace', ({ sids }) => sids.includes(sid));
    },
  },
  'a revoked user': {
    act: operated({ operation: 'revoke-user', user: 'ada' }),
    check: () => {
      expectEntry('sub-ada', ({ before }) => before === scene.now + everyoneOutAhead);
    },
  },
  'a repair': {
    act: operated({ operation: 'repair' }),
    check: () => undefined,
  },
};

const kids = (keys: readonly { readonly kid: string }[]) => keys.map(({ kid }) => kid);

function expectEntry(
  sub: string,
  holds: (entry: { before: number; sids: readonly string[] }) => boolean,
) {
  const entry = parseRevocation(scene.account.store.get(`r:${sub}`) ?? '');
  expect(entry && holds(entry)).toBe(true);
  expect(scene.edge.revokedUntil).toBeGreaterThanOrEqual(entry!.until);
}

/** Two rotations have been: there is a key that may go, and one that retires. */
function prepare(): Before {
  const { randomKey } = scene;
  const day = 86_400;
  const second = rotate(seedRing(start, randomKey), start, randomKey, times);
  const third = rotate(second, start + day, randomKey, times);
  scene.reset(third, start + day + times.lead + 2 * clockSlack);
  scene.account.store.seed({ 'r:gone': 'a 0' });
  return { signing: third.keys.at(-2)!.kid, sessions: sessionsOf(scene) };
}

const pairs = Object.entries(acts).flatMap(([name, act]) =>
  Object.entries(acts).map(([other, intruder]) => [name, other, act, intruder] as const),
);

describe.each(pairs)('%s, and in between %s', (_name, _other, { act, check, ends }, intruder) => {
  test('both come to their ends, at whatever moment', async () => {
    let moments = 0;
    for (let moment = 0; ; moment++) {
      const before = prepare();
      let calls = 0;
      let hasCome = false;
      scene.around = async (_call, call) => {
        if (calls++ !== moment) return call();
        const around = scene.around;
        scene.around = (__, inner) => inner();
        await intruder.act();
        hasCome = true;
        scene.around = around;
        return call();
      };
      await act();
      scene.around = (_call, call) => call();
      if (!hasCome) break;
      moments++;
      if (!ends && !intruder.ends) expectAccepted(scene, before.sessions);
      check(before);
      intruder.check(before);
      // What is left to be done is what the daily run does.
      await operate(scene.operator, { operation: 'repair' });
      if (!ends && !intruder.ends) expectAccepted(scene, before.sessions);
      check(before);
      intruder.check(before);
      if (scene.account.secrets.value('ring', 'AWSPENDING') !== undefined) {
        await scene.rotateInTheEnd();
      }
      await scene.expectAgreement();
    }
    expect(moments).toBeGreaterThan(1);
  }, 300_000);
});
