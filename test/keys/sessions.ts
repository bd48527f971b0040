/** Sessions, as the parts that meet in a request see them. */
import { expect } from '@jest/globals';
import { formatRing, signingKey, type KeyRing } from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { mintToken, parseToken } from '../../session/token.ts';
import { refuseSignature } from '../../session/verify.ts';
import type { Scene } from './scene.ts';

export interface Session {
  readonly token: string;
  /** Which ring its key was taken from. */
  readonly by: 'lambda' | 'edge';
}

/** What the token exchange would mint by the secret, and what the edges would by their ring. */
export function sessionsOf({ root, edge, now }: Scene): Session[] {
  const byLambda = signing(root, now);
  const byEdge = signing(edge, now);
  return [
    { by: 'lambda', token: mint(byLambda.kid, deriveKey(byLambda.key, 'session', 'demo'), now) },
    { by: 'edge', token: mint(byEdge.kid, byEdge.key, now) },
  ];
}

function signing(ring: KeyRing, now: number) {
  const key = signingKey(formatRing(ring), now);
  if (!key) throw new Error('no key signs');
  return key;
}

function mint(kid: string, key: string, now: number): string {
  const claims = { kid, iat: now, exp: now + 1800, sid: 's'.repeat(16), sub: 'ada', groups: '' };
  const minted = mintToken(claims, key);
  if (!minted.ok) throw new Error(minted.error);
  return minted.token;
}

/** The edges accept each by the ring that they read now. */
export function expectAccepted({ account }: Scene, sessions: readonly Session[]): void {
  const text = account.store.get('keys.demo') ?? '';
  const refused = sessions.filter(({ token }) => {
    const { kid, body, mac } = parseToken(token)!;
    return refuseSignature(kid, body, mac, text) !== '';
  });
  expect(refused).toEqual([]);
}
