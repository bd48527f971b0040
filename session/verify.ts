import { findKeyAt, isKeyAt, isWholeKey, keyAt } from './key-ring.ts';
import { macMatches } from './mac.ts';
import type { Reason } from './reasons.ts';

/**
 * What the ring says of a token's signature; `''` when it is good.
 *
 * @param kid which key signed it, as it says
 * @param body what the MAC is over
 * @param mac as it stands in the token, in its shape
 * @param ring the store's text
 */
export function refuseSignature(kid: string, body: string, mac: string, ring: string): Reason | '' {
  const position = findKeyAt(ring, kid);
  if (!isKeyAt(position)) return 'unknown-key';
  if (!isWholeKey(ring, position)) return 'unavailable';
  return macMatches(keyAt(ring, position), body, mac) ? '' : 'bad-mac';
}
