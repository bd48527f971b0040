/** What differs between the ring that the store should have and the one that it has, in words. */
import { findKey, type KeyRing, type RingKey } from '../session/key-ring.ts';

/** @param known `null` when the store has no ring that can be read */
export function differences(wanted: KeyRing, known: KeyRing | null): string[] {
  if (!known) return ['the store has no key ring that can be read'];
  return [
    ...wanted.keys.flatMap((key) => differenceOf(key, findKey(known, key.kid))),
    ...known.keys
      .filter(({ kid }) => !findKey(wanted, kid))
      .map(({ kid }) => `key ${kid} is in the store and not in the secret`),
    ...(known.notBefore === wanted.notBefore
      ? []
      : ['the store does not sign out everyone whom the secret does']),
    ...(known.signInsFrom === wanted.signInsFrom
      ? []
      : ['secret and store ask for new sign-ins from different times']),
    ...(known.revokedUntil === wanted.revokedUntil
      ? []
      : ['the edges would stop to look for revocations too early']),
  ];
}

function differenceOf(wanted: RingKey, known: RingKey | null): string[] {
  const { kid } = wanted;
  if (!known) return [`key ${kid} is not in the store`];
  if (known.key !== wanted.key) return [`key ${kid} in the store is another one`];
  if (known.signsFrom === wanted.signsFrom) return [];
  return [`key ${kid} begins to sign at another time in the store`];
}
