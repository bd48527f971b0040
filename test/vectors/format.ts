/**
 * The formats once more, written from the design's text with `node:crypto` alone. It makes the
 * vectors and what tests send, so that no test holds our code against itself.
 */
import { createHmac } from 'node:crypto';

export interface Session {
  readonly version?: string;
  readonly kid: string;
  /** Seconds since 1970, like every time here. */
  readonly iat: number;
  readonly exp: number;
  readonly sid: string;
  readonly sub: string;
  /** Names as people write them. */
  readonly groups: readonly string[];
}

export interface Key {
  readonly kid: string;
  readonly key: string;
  /** `null` for the standby key. */
  readonly signsFrom: number | null;
}

/** Seconds since 1970, base 36, lower case. */
export const time = (seconds: number): string => seconds.toString(36);

export function hmac(key: string, message: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'ascii')).update(message, 'ascii').digest();
}

export const deriveKey = (secret: string, label: string, audience: string): string =>
  hmac(secret, `${label}.${audience}`).toString('base64url');

const marks: Readonly<Record<string, string>> = {
  '.': '%2E',
  '~': '%7E',
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '*': '%2A',
};

export const encodeName = (name: string): string =>
  [...encodeURIComponent(name)].map((character) => marks[character] ?? character).join('');

export const groupsPart = (names: readonly string[]): string =>
  [...names].sort().map(encodeName).join('~');

export function bodyOf(session: Session): string {
  const { version = '1', kid, iat, exp, sid, sub, groups } = session;
  return [version, kid, time(iat), time(exp), sid, sub, groupsPart(groups)].join('.');
}

/** Any text as a body, signed: for tokens that are wrong in every way but their MAC. */
export const sign = (body: string, key: string): string =>
  `${body}.${hmac(key, body).subarray(0, 16).toString('base64url')}`;

export const token = (session: Session, key: string): string => sign(bodyOf(session), key);

export function ring(
  keys: readonly Key[],
  times: { notBefore?: number; revokedUntil?: number; signInsFrom?: number } = {},
): string {
  const { notBefore = 0, revokedUntil = 0, signInsFrom = 0 } = times;
  return [
    '1',
    ...[notBefore, revokedUntil, signInsFrom].map(time),
    ...keys.map(
      ({ kid, key, signsFrom }) => `${kid}:${key}:${signsFrom === null ? '' : time(signsFrom)}`,
    ),
  ].join(' ');
}

export const revocation = (until: number, before: number, sids: readonly string[] = []): string =>
  [time(until), time(before), ...sids].join(' ');
