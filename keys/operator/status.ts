import { formatRing, signingKey, type KeyRing } from '../../session/key-ring.ts';
import { decodeTime } from '../../session/time.ts';
import { maxStoreSize } from '../edge-store.ts';
import { faultsOf, lookAt, unreadableIn } from '../look.ts';
import type { KeyStatus } from '../operations.ts';
import { byBirth } from '../rotation.ts';
import type { Carrying } from './context.ts';

export const status: Carrying<'status'> = async (context) => {
  const look = await lookAt(context);
  const { current, stored, schedule, snapshot, pending } = look;
  return {
    audience: context.audience,
    keys: keysOf(current.ring, look.now),
    notBefore: current.ring.notBefore,
    signInsFrom: current.ring.signInsFrom,
    revokedUntil: stored?.revokedUntil ?? 0,
    differences: faultsOf(look),
    unreadable: unreadableIn(look),
    revocations: look.revocations.live,
    storeSize: snapshot.size,
    storeLimit: maxStoreSize,
    rotation: { ...schedule, pending: pending.state !== 'none' },
  };
};

function keysOf(ring: KeyRing, now: number): KeyStatus[] {
  const signing = signingKey(formatRing(ring), now)?.kid;
  return [...ring.keys].sort(byBirth).map(({ kid, signsFrom }) => ({
    kid,
    state: kid === signing ? 'signing' : stateOf(signsFrom, now),
    born: decodeTime(kid),
    signsFrom,
  }));
}

function stateOf(signsFrom: number | null, now: number): KeyStatus['state'] {
  if (signsFrom === null) return 'standby';
  return signsFrom > now ? 'next' : 'retiring';
}
