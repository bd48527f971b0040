/**
 * One attempt to sign in, kept in a cookie of its own so that many tabs can sign in at once:
 *
 *     value = "1" "." kid "." expires "." flags "." returnTo "." mac
 *
 * `returnTo` is base64url. The MAC is over the attempt's id and the rest, with the `login` key, so
 * that a value counts for its own attempt only. What the attempt has to keep secret from others,
 * PKCE's verifier and the nonce, is derived from the id and the key and stands nowhere.
 */
import { createHmac } from 'node:crypto';
import type { KeyRing } from '../session/key-ring.ts';
import { deriveKey, mac, macMatches } from '../session/mac.ts';
import { decodeTime, encodeTime } from '../session/time.ts';

export interface LoginAttempt {
  /** 16 base64url characters; also `state`'s beginning. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly returnTo: string;
  /** Cognito was told to ask for the password again. */
  readonly isForced: boolean;
  /** It took the place of an attempt that had lost its cookie. */
  readonly isSecond: boolean;
}

export interface LoginKey {
  readonly kid: string;
  readonly key: string;
}

const shape = /^(1\.([a-z0-9]{1,8})\.([a-z0-9]{1,8})\.(p?r?)\.([\w-]*))\.([\w-]{21}[AQgw])$/;

/** The login key of an audience for one of the root ring's keys. */
export function loginKey(
  root: { readonly kid: string; readonly key: string },
  audience: string,
): LoginKey {
  return { kid: root.kid, key: deriveKey(root.key, 'login', audience) };
}

export function writeAttempt(attempt: LoginAttempt, { kid, key }: LoginKey): string {
  const flags = `${attempt.isForced ? 'p' : ''}${attempt.isSecond ? 'r' : ''}`;
  const returnTo = Buffer.from(attempt.returnTo).toString('base64url');
  const body = `1.${kid}.${encodeTime(attempt.expires)}.${flags}.${returnTo}`;
  return `${body}.${mac(key, `${attempt.id}.${body}`)}`;
}

/**
 * @param value the cookie's; untrusted
 * @param now seconds since 1970
 * @returns the attempt and the key that it was made with, or `null`
 */
export function readAttempt(
  id: string,
  value: string | null | undefined,
  ring: KeyRing,
  audience: string,
  now: number,
): { readonly attempt: LoginAttempt; readonly key: LoginKey } | null {
  const part = shape.exec(value ?? '');
  const root = part && ring.keys.find(({ kid }) => kid === part[2]);
  if (!part || !root) return null;
  const [, body = '', , expires = '', flags = '', returnTo = '', given = ''] = part;
  const key = loginKey(root, audience);
  if (!macMatches(key.key, `${id}.${body}`, given) || decodeTime(expires) <= now) return null;
  return {
    attempt: {
      id,
      expires: decodeTime(expires),
      returnTo: Buffer.from(returnTo, 'base64url').toString(),
      isForced: flags.includes('p'),
      isSecond: flags.includes('r'),
    },
    key,
  };
}

/** When the attempt with this cookie ends, unchecked: only for finding the oldest. */
export function expiryOfAttempt(value: string): number {
  return decodeTime(shape.exec(value)?.[3] ?? '0');
}

/** PKCE's code verifier (RFC 7636): 43 characters. */
export function codeVerifier({ id }: LoginAttempt, { key }: LoginKey): string {
  return derive(key, 'verifier', id);
}

/** The nonce of the ID token (OpenID Connect Core, section 3.1.2.1). */
export function nonce({ id }: LoginAttempt, { key }: LoginKey): string {
  return derive(key, 'nonce', id);
}

function derive(key: string, label: string, id: string): string {
  return createHmac('sha256', key).update(`${label}.${id}`).digest('base64url');
}

const secondMark = '.r';

/** `state` as Cognito carries it: the attempt, and whether it is the second of its kind. */
export function stateOf({ id, isSecond }: LoginAttempt): string {
  return isSecond ? `${id}${secondMark}` : id;
}

/** @returns `null` when it is no state of ours */
export function readState(
  state: string | null,
): { readonly id: string; readonly isSecond: boolean } | null {
  const part = /^([\w-]{16})(\.r)?$/.exec(state ?? '');
  return part ? { id: part[1] ?? '', isSecond: part[2] !== undefined } : null;
}
