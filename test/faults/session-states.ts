/** Puts a session that was good into another state, in the token or in what the system holds. */
import { formatRing, parseRing, signingKey, type KeyRing } from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../../session/names.ts';
import { formatRevocation } from '../../session/revocation.ts';
import { parseToken, signToken, type ParsedToken } from '../../session/token.ts';
import { localRingSecret, type LocalSystem } from '../../local/system.ts';

const secondsOf = ({ clocks }: LocalSystem) => Math.floor(clocks.lambda.now() / 1000);

function read(token: string): ParsedToken {
  const parsed = parseToken(token);
  if (!parsed) throw new Error('not a token');
  return parsed;
}

function rootRing({ account }: LocalSystem): KeyRing {
  const ring = parseRing(account.secrets.value(localRingSecret) ?? '');
  if (!ring) throw new Error('no ring');
  return ring;
}

function writeRootRing({ account }: LocalSystem, ring: KeyRing): void {
  const content = { SecretString: formatRing(ring) };
  account.secrets
    .secret(localRingSecret)
    .versions.put(crypto.randomUUID(), content, ['AWSCURRENT'], account.secrets.now());
}

function changeEdgeRing(system: LocalSystem, change: Partial<KeyRing>): void {
  const name = ringKeyPrefix + system.audience;
  const ring = parseRing(system.account.store.get(name) ?? '');
  if (!ring) throw new Error('no ring');
  system.account.store.seed({ [name]: formatRing({ ...ring, ...change }) });
}

/** The same claims, signed with a key that nobody has. */
export function resign(token: string, key: { kid: string; key: string }): string {
  const claims = read(token);
  return signToken(claims, key, claims.exp);
}

export function flipMac(token: string): string {
  return token.replace(/\.([\w-]{22})$/, (_, mac: string) =>
    mac.startsWith('A') ? `.B${mac.slice(1)}` : `.A${mac.slice(1)}`,
  );
}

/** The same session as it was before it expired, a minute ago. */
export function asOld(system: LocalSystem, token: string): string {
  const claims = read(token);
  const signing = signingKey(formatRing(rootRing(system)), secondsOf(system));
  if (!signing) throw new Error('no key signs');
  const key = { kid: signing.kid, key: deriveKey(signing.key, 'session', system.audience) };
  const now = secondsOf(system);
  return signToken({ ...claims, iat: now - 3000 }, key, now - 60);
}

/** The Lambda signs with a key that has not reached the edges. */
export function newKeyAtLambda(system: LocalSystem, token: string): string {
  const ring = rootRing(system);
  const kid = 'newkey1';
  if (!ring.keys.some((key) => key.kid === kid)) {
    const key = { kid, key: 'n'.repeat(43), signsFrom: secondsOf(system) - 1 };
    writeRootRing(system, { ...ring, keys: [...ring.keys, key] });
    system.advance(6);
  }
  return resign(token, { kid, key: deriveKey('n'.repeat(43), 'session', system.audience) });
}

/** All sessions and sign-ins until now are over. */
export function everyoneOut(system: LocalSystem, token: string): string {
  const now = secondsOf(system);
  const moment = { notBefore: now, signInsFrom: now };
  writeRootRing(system, { ...rootRing(system), ...moment });
  changeEdgeRing(system, moment);
  system.advance(61);
  return token;
}

/** All of this user's sessions and sign-ins until now are over. */
export function endUser(system: LocalSystem, token: string): string {
  const now = secondsOf(system);
  const entry = formatRevocation({ until: now + 7200, before: now, sids: [] });
  system.account.store.seed({ [revocationKeyPrefix + read(token).sub]: entry });
  changeEdgeRing(system, { revokedUntil: now + 7200 });
  system.advance(1);
  return token;
}
