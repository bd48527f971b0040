/**
 * The session token:
 *
 *     token = "1" "." kid "." iat "." exp "." sid "." sub "." groups "." mac
 *
 * `docs/formats.md` describes each part. Only this file knows the separators.
 */
import type { KeyField } from './key-ring.ts';
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
  /^(1\.([a-z\d]{1,8})\.([a-z\d]{1,8})\.([a-z\d]{1,8})\.[\w-]{16}\.[\w-]{1,64}\.[\w%~-]*)\.([\w-]{21}[AQgw])(?!\s)$/;

/** What every check of a token needs of it. Not believed yet. */
export type TokenHead = Readonly<RegExpExecArray>;

/** Where {@link readHead} puts each part; `body` is what the MAC is over. */
export const inHead = { body: 1, kid: 2, iat: 3, exp: 4, mac: 5 } as const;

/** Reads what a check begins with, or says why a text has not the shape of a token. */
export function readHead(text: string): TokenHead | Reason {
  return (!text[maxTokenLength] && shape.exec(text)) || (text ? 'malformed' : 'none');
}

/** All that a token says, in parts. */
export type TokenParts = string[];

/** Where {@link splitBody} puts each part. */
export const at = { kid: 1, iat: 2, exp: 3, sid: 4, sub: 5, groups: 6 } as const;

export function splitBody(head: TokenHead): TokenParts {
  return head[inHead.body]!.split('.');
}

/** Reads a token's parts without believing them; `null` when it is no token. */
export function parseToken(text: string): ParsedToken | null {
  const head = readHead(text);
  if (typeof head === 'string') return null;
  const part = splitBody(head);
  return {
    body: head[inHead.body]!,
    kid: part[at.kid]!,
    iat: decodeTime(part[at.iat]!),
    exp: decodeTime(part[at.exp]!),
    sid: part[at.sid]!,
    sub: part[at.sub]!,
    groups: part[at.groups]!,
    mac: head[inHead.mac]!,
  };
}

/** Whether the token was signed with this session key. */
export function isSignedWith(token: ParsedToken, key: string): boolean {
  return macMatches(key, token.body, token.mac);
}

/**
 * Judges the claims of a token whose MAC is good; `''` when they hold. Revocation entries are
 * another matter: see `revocation.ts`.
 *
 * @param iat seconds since 1970, as `exp`
 * @param now seconds since 1970, whole or not
 * @param notBefore the ring's: everyone who was vouched for earlier is signed out
 */
export function refuseClaims(
  iat: number,
  exp: number,
  now: number,
  notBefore: number,
  lifetimes: TokenLifetimes,
): Reason | '' {
  if (iat < notBefore) return 'signed-out';
  if (
    iat > now + clockSlack ||
    exp <= now ||
    exp > now + lifetimes.sessionTtl + clockSlack ||
    iat + lifetimes.maxAge <= now
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
  return sign(
    [
      version,
      key.kid,
      encodeTime(claims.iat),
      encodeTime(exp),
      claims.sid,
      claims.sub,
      claims.groups,
    ],
    key.key,
  );
}

/** Signs a token anew, with a later expiry, which it changes. @param exp seconds since 1970 */
export function resignToken(token: TokenParts, key: KeyField, exp: number): string {
  token[at.kid] = key[1];
  token[at.exp] = encodeTime(exp);
  return sign(token, key[2]);
}

function sign(token: TokenParts, key: string): string {
  const body = token.join('.');
  return body + '.' + mac(key, body);
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

/** A group as {@link holdsMark} looks for it. */
export type GroupMark = `~${string}~`;
/** Any of some: the source of a regular expression. No character of a mark means anything to one. */
export type GroupMarks = `(${string})`;

export function markGroups(names: readonly string[]): GroupMark | GroupMarks {
  const marks = names.map(markGroup);
  return marks.length === 1 ? marks[0]! : `(${marks.join('|')})`;
}

function markGroup(name: string): GroupMark {
  return `${groupSeparator}${encodeGroup(name)}${groupSeparator}`;
}

/** A session of this subject. No group has a slash in a token. */
export type SubjectMark = `/${string}/`;

/** @param sub which may be none: what has a slash is nobody's */
export function markSubject(sub: string): SubjectMark {
  return ('/' + sub + '/') as SubjectMark;
}

/** What every token holds. A number, which the engine compares sooner. */
export const anyToken = 1;
export type Mark = GroupMark | GroupMarks | SubjectMark | typeof anyToken;

/** Whether a token names the group, or one of them, or is of the subject. */
export function holdsMark(token: TokenParts, mark: Mark): boolean {
  const held =
    anyToken + groupSeparator + token[at.groups]! + groupSeparator + markSubject(token[at.sub]!);
  const text = mark as string;
  return (text[0] === '(' ? held.search(text) : held.indexOf(text)) >= 0;
}

/** A subject that a token can name. */
export const subjectShape = /^[\w-]{1,64}$/;

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
  if (!/^[a-z\d]{1,8}$/.test(claims.kid)) return 'kid is not 1 to 8 of a-z 0-9';
  if (!/^[\w-]{16}$/.test(claims.sid)) return 'sid is not 16 base64url characters';
  if (!subjectShape.test(claims.sub)) return 'sub is not 1 to 64 of A-Z a-z 0-9 - _';
  if (!/^[\w%~-]*$/.test(claims.groups)) return 'groups are not encoded';
  return 'iat and exp are not whole seconds since 1970';
}
