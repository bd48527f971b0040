import { formatRing, signingKey, type KeyRing } from '../../session/key-ring.ts';
import { ringIn } from '../edge-ring.ts';
import { readStoredRing } from '../publish.ts';
import { dropKeys, replaceKeys } from '../rotation.ts';
import { changeRoot } from './change-root.ts';
import type { Carrying } from './context.ts';

/**
 * The signing key has leaked, or the standby as well. Where the last drop reached the secret and not
 * the store, this completes that one: dropping again would end the sessions of those who have come
 * back since, and leave the edges without a key that they know.
 */
export const drop: Carrying<'drop'> = async (context, { all }) => {
  const stored = ringIn((await readStoredRing(context)).entries, context.audience);
  const { before, after } = await changeRoot(context, (ring) => {
    if (stored && isDropped(ring, stored, context.now(), all)) return ring;
    return (all ? replaceKeys : dropKeys)(ring, context.now(), context.randomKey);
  });
  const left = new Set(after.keys.map(({ kid }) => kid));
  const known = [...(stored?.keys ?? []), ...before.keys].map(({ kid }) => kid);
  return {
    dropped: [...new Set(known)].filter((kid) => !left.has(kid)),
    signing: signingKey(formatRing(after), context.now())?.kid ?? '',
  };
};

/**
 * Whether the secret has been dropped, and the store merely lags: what signs there is no key of the
 * secret any more. Nothing but a drop takes the signing key away.
 *
 * @param all none of the store's keys may be left then
 */
function isDropped(ring: KeyRing, stored: KeyRing, now: number, all: boolean): boolean {
  const signing = signingKey(formatRing(stored), now)?.kid;
  const kids = new Set(ring.keys.map(({ kid }) => kid));
  return all
    ? stored.keys.every(({ kid }) => !kids.has(kid))
    : signing !== undefined && !kids.has(signing);
}
