import type { KeyRing } from '../session/key-ring.ts';
import { encodeTime } from '../session/time.ts';

/** 32 random bytes as base64url: 43 characters. */
export type RandomKey = () => string;

/** A root ring's `revokedUntil` before any revocation. 0 is that of a ring which does not say. */
const nothingRevoked = 1;

/**
 * The first root ring of a deployment: a key that signs at once, since no edge knows an older one,
 * and the standby that the next rotation turns to.
 *
 * @param now seconds since 1970
 */
export function seedRing(now: number, randomKey: RandomKey): KeyRing {
  return {
    notBefore: 0,
    revokedUntil: nothingRevoked,
    signInsFrom: 0,
    keys: [
      { kid: encodeTime(now - 1), key: randomKey(), signsFrom: now - 1 },
      { kid: encodeTime(now), key: randomKey(), signsFrom: null },
    ],
  };
}
