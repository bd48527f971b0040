import { findKeyAt, isWholeKey, keyAt } from './key-ring.ts';
import { macMatches } from './mac.ts';
import type { Reason } from './reasons.ts';
import { at, bodyOf, type TokenParts } from './token.ts';

/**
 * What the ring says of a token's signature; `''` when it is good.
 *
 * @param text has the shape of a token
 * @param ring the store's text
 */
export function refuseSignature(text: string, token: TokenParts, ring: string): Reason | '' {
  const position = findKeyAt(ring, token[at.kid]!);
  if (!position) return 'unknown-key';
  if (!isWholeKey(ring, position)) return 'unavailable';
  return macMatches(keyAt(ring, position), bodyOf(text), token[at.mac]!) ? '' : 'bad-mac';
}
