/**
 * The session token:
 *
 *     token = "1" "." kid "." iat "." exp "." sid "." sub "." groups "." mac
 *
 * `docs/formats.md` describes each part. Only this file knows the separators.
 */
import { clockSlack } from './lifetimes.ts';
import { mac, macMatches } from './mac.ts';
import type { Reason } from './reasons.ts';
import { decodeTime, encodeTime } from './time.ts';

export interface Claims {
  /** Which key signed it. */
  readonly kid: string;
  /** When Cognito last vouched, in seconds since 1970. */
  readonly iat: number;
  /** When the token stops being good, in seconds since 1970. */
  readonly exp: number;
  /** The sign-in. */
  readonly sid: string;
  /** Cognito's subject. */
  readonly sub: string;
  /** Group names, encoded and joined: see {@link encodeGroups}. */
  readonly groups: string;
}

export interface ParsedToken extends Claims {
  /** What the MAC is over. */
  readonly body: string;
  readonly mac: string;
}

/** How long tokens live, in seconds. */
export interface TokenLifetimes {
  readonly sessionTtl: number;
  readonly maxAge: number;
}

export const maxTokenLength = 512;

const version = '1';
const groupSeparator = '~';

// Its end is written so because `$` lets a line end through in the edge engine.
const shape =
  /^(1\.([a-z0-9]{1,8})\.([a-z0-9]{1,8})\.([a-z0-9]{1,8})\.([\w-]{16})\.([\w-]{1,64})\.([\w%~-]*))\.([\w-]{21}[AQgw])(?!\s)$/;

/** Reads a token's parts without believing them; `null` when it is no token. */
export function parseToken(text: string): ParsedToken | null {
  const part = text.length > maxTokenLength ? null : (shape.exec(text) as string[] | null);
  return (
    part && {
      body: part[1]!,
      kid: part[2]!,
      iat: decodeTime(part[3]!),
      exp: decodeTime(part[4]!),
      sid: part[5]!,
      sub: part[6]!,
      groups: part[7]!,
      mac: part[8]!,
    }
  );
}

/** Whether the token was signed with this session key. */
export function isSignedWith(token: ParsedToken, key: string): boolean {
  return macMatches(key, token.body, token.mac);
}

/**
 * Judges the claims of a token whose MAC is good; `''` when they hold. Revocation entries are
 * another matter: see `revocation.ts`.
 *
 * @param now seconds since 1970
 * @param notBefore the ring's: everyone who was vouched for earlier is signed out
 */
export function refuseClaims(
  token: Claims,
  now: number,
  notBefore: number,
  lifetimes: TokenLifetimes,
): Reason | '' {
  if (token.iat < notBefore) return 'signed-out';
  if (
    token.iat > now + clockSlack ||
    token.exp <= now ||
    token.exp > now + lifetimes.sessionTtl + clockSlack ||
    token.iat + lifetimes.maxAge <= now
  ) {
    return 'expired';
  }
  return '';
}

/** Until when a session vouched for at `iat` may be good: the idle timeout, within `maxAge`. */
export function expiryOf(iat: number, now: number, lifetimes: TokenLifetimes): number {
  return Math.min(now + lifetimes.sessionTtl, iat + lifetimes.maxAge);
}

/** Writes and signs a token. The claims are taken as they are: {@link mintToken} checks them. */
export function signToken(
  claims: Omit<Claims, 'kid' | 'exp'>,
  key: { readonly kid: string; readonly key: string },
  exp: number,
): string {
  const body = [
    version,
    key.kid,
    encodeTime(claims.iat),
    encodeTime(exp),
    claims.sid,
    claims.sub,
    claims.groups,
  ].join('.');
  return body + '.' + mac(key.key, body);
}

/** One group as it stands in a token: `encodeURIComponent`, with `. ~ ! ' ( ) *` encoded too. */
export function encodeGroup(name: string): string {
  return encodeURIComponent(name).replace(/[.~!'()*]/g, function (character) {
    return '%' + character.charCodeAt(0).toString(16).toUpperCase();
  });
}

/** The `groups` part: sorted by name, each once, encoded and joined by `~`. */
export function encodeGroups(names: readonly string[]): string {
  return names
    .slice()
    .sort()
    .filter(function (name, index, sorted) {
      return name !== '' && name !== sorted[index - 1];
    })
    .map(encodeGroup)
    .join(groupSeparator);
}

/** The names in a `groups` part. */
export function decodeGroups(groups: string): string[] {
  return groups === '' ? [] : groups.split(groupSeparator).map(decodeURIComponent);
}

/** A `groups` part with another separator, the names still encoded. */
export function joinGroups(groups: string, separator: string): string {
  return groups.split(groupSeparator).join(separator);
}

/** Whether a token's `groups` part names one of these groups, which are encoded already. */
export function hasOneOf(groups: string, wanted: readonly string[]): boolean {
  const held = groupSeparator + groups + groupSeparator;
  for (let i = 0; i < wanted.length; i++) {
    if (held.indexOf(groupSeparator + wanted[i]! + groupSeparator) >= 0) return true;
  }
  return false;
}

export type Minted =
  { readonly ok: true; readonly token: string } | { readonly ok: false; readonly error: string };

/** Signs a new token, or says what cannot be represented. It never truncates. */
export function mintToken(claims: Claims, key: string): Minted {
  const token = signToken(claims, { kid: claims.kid, key: key }, claims.exp);
  if (token.length > maxTokenLength) {
    return {
      ok: false,
      error:
        'the session token would have ' +
        token.length +
        ' characters and ' +
        maxTokenLength +
        ' is the most: name fewer or shorter groups in the rules',
    };
  }
  const parsed = parseToken(token);
  if (!parsed) return { ok: false, error: 'a claim cannot be represented: ' + faultOf(claims) };
  return { ok: true, token: token };
}

function faultOf(claims: Claims): string {
  if (!/^[a-z0-9]{1,8}$/.test(claims.kid)) return 'kid is not 1 to 8 of a-z 0-9';
  if (!/^[\w-]{16}$/.test(claims.sid)) return 'sid is not 16 base64url characters';
  if (!/^[\w-]{1,64}$/.test(claims.sub)) return 'sub is not 1 to 64 of A-Z a-z 0-9 - _';
  if (!/^[\w%~-]*$/.test(claims.groups)) return 'groups are not encoded';
  return 'iat and exp are not whole seconds since 1970';
}
