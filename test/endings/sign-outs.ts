/** Sign-outs of made-up users, and a ring. */
import { formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';
import { refuseRevoked } from '../../session/revocation.ts';
import type { SignOut } from '../../session/sign-out.ts';

/** Seconds since 1970. */
export const now = 1_800_000_000;
export const maxAge = 3600;

export const ring: KeyRing = {
  notBefore: now - 999,
  revokedUntil: 0,
  signInsFrom: now - 999,
  keys: [
    { kid: 'signs', key: 's'.repeat(43), signsFrom: now - 500 },
    { kid: 'standby', key: 't'.repeat(43), signsFrom: null },
  ],
};

/** What a store holds at first. */
export const withRing = { 'keys.demo': formatRing(ring) };

/** What every writer is made with, besides its store. */
export const options = { maxAge, now: () => now };

/** 16 characters; the number tells them apart. */
export const sid = (number: number) => `sign-in-${number}`.padEnd(16, '-');

/** One of each user. */
export const signOutsOf = (users: number): SignOut[] =>
  Array.from({ length: users }, (_, at) => ({ sub: `user-${at}`, sid: sid(at) }));

export const ringIn = (contents: ReadonlyMap<string, string>) =>
  parseRing(contents.get('keys.demo') ?? '');

/** Whether the edges refuse that session. */
export const isRefused = (contents: ReadonlyMap<string, string>, signOut: SignOut) =>
  refuseRevoked(contents.get(`r:${signOut.sub}`) ?? '', now, signOut.sid, now) === 'revoked';
