/** Whether the edges can do with what the store has. */
import { formatRing, parseTimes, signingKey, type KeyRing } from '../session/key-ring.ts';
import { deriveKey } from '../session/mac.ts';
import { ringKeyPrefix } from '../session/names.ts';
import { mintToken, parseToken } from '../session/token.ts';
import { refuseSignature } from '../session/verify.ts';
import { KeysError } from './errors.ts';
import type { Keys } from './keys.ts';

/**
 * Reads the store's ring back as the edges read it, and checks a token of each key of the root ring
 * with it.
 *
 * @throws {KeysError} when one of them would be refused
 */
export async function checkStoredRing(
  { audience, edges, now }: Pick<Keys, 'audience' | 'edges' | 'now'>,
  root: KeyRing,
): Promise<void> {
  const key = ringKeyPrefix + audience;
  const text = (await edges.snapshot([key])).entries.get(key) ?? '';
  const fault = faultOf(text, root, audience, now());
  if (fault !== null) throw new KeysError('store-behind', `the store does not agree: ${fault}`);
}

function faultOf(text: string, root: KeyRing, audience: string, now: number): string | null {
  const times = parseTimes(text);
  if (!times) return 'it has no key ring';
  if (times[0] < root.notBefore) return 'it lets in whom the secret signs out';
  const refused = root.keys.find(({ kid, key }) => !accepts(text, kid, key, audience, now));
  if (refused) return `it refuses what key ${refused.kid} signs`;
  const moments = root.keys.flatMap(({ signsFrom }) => (signsFrom === null ? [] : [signsFrom]));
  const agrees = [now, ...moments].every(
    (at) => signingKey(text, at)?.kid === signingKey(formatRing(root), at)?.kid,
  );
  return agrees ? null : 'another key signs there';
}

/** A token that the token exchange would mint, checked as the edges check it. */
function accepts(ring: string, kid: string, key: string, audience: string, now: number): boolean {
  const claims = { kid, iat: now, exp: now + 1, sid: '0'.repeat(16), sub: 'rotation', groups: '' };
  const minted = mintToken(claims, deriveKey(key, 'session', audience));
  const token = minted.ok && parseToken(minted.token);
  return (
    token !== false && token !== null && refuseSignature(kid, token.body, token.mac, ring) === ''
  );
}
