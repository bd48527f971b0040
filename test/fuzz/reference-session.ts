/** What the design says of tokens, rings and revocation entries, read with code of its own. */
import { createHmac } from 'node:crypto';
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { Store } from '../engine/steps.ts';

export interface Claims {
  readonly kid: string;
  readonly iat: number;
  readonly exp: number;
  readonly sid: string;
  readonly sub: string;
  readonly groups: string;
}

/**
 * What may be said of a session: `''` where it is good. Several where the design leaves it open.
 */
export interface Judged {
  readonly reasons: readonly string[];
  readonly claims?: Claims;
  /** The key that signs now. */
  readonly signing?: RingKey | undefined;
}

export interface RingKey {
  readonly kid: string;
  readonly key: string;
  /** `NaN` for the standby key. */
  readonly signsFrom: number;
}

interface Ring {
  readonly notBefore: number;
  readonly revokedUntil: number;
  readonly keys: readonly RingKey[];
  /** Whether all of the text is a ring. */
  readonly whole: boolean;
}

const only = (text: string, characters: string) =>
  [...text].every((one) => characters.includes(one));
const small = '0123456789abcdefghijklmnopqrstuvwxyz';
const url = `${small}ABCDEFGHIJKLMNOPQRSTUVWXYZ-_`;
const isTime = (text: string) => text.length >= 1 && text.length <= 8 && only(text, small);
const seconds = (text: string) =>
  [...text].reduce((sum, digit) => sum * 36 + small.indexOf(digit), 0);

export function readToken(text: string): (Claims & { body: string; mac: string }) | null {
  const parts = text.split('.');
  if (text.length > 512 || parts.length !== 8) return null;
  const [version, kid, iat, exp, sid, sub, groups, mac] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const sound =
    version === '1' &&
    isTime(kid) &&
    isTime(iat) &&
    isTime(exp) &&
    sid.length === 16 &&
    only(sid, url) &&
    sub.length >= 1 &&
    sub.length <= 64 &&
    only(sub, url) &&
    only(groups, `${url}%~`) &&
    mac.length === 22 &&
    only(mac, url) &&
    'AQgw'.includes(mac.charAt(21));
  const body = parts.slice(0, 7).join('.');
  return sound ? { kid, iat: seconds(iat), exp: seconds(exp), sid, sub, groups, body, mac } : null;
}

/** A store's value; `undefined` where there is none, `null` where it fails. */
function read(store: Store, key: string): string | undefined | null {
  if ((store as { failing?: unknown }).failing === true) return null;
  const value = Object.hasOwn(store, key) ? (store as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' || value === undefined ? value : null;
}

/**
 * A ring, as far as it can be read: its times at least. The design lets nobody in where it is
 * unreadable; a reader that needs one key of it may not see that another is broken.
 */
function readRing(text: string): Ring | null {
  const [version, notBefore = '', revokedUntil = '', signInsFrom = '', ...fields] = text.split(' ');
  const times = [notBefore, revokedUntil, signInsFrom];
  if (version !== '1' || !times.every((time) => time !== '' && only(time, small))) return null;
  const keys = fields.flatMap((field) => readKey(field));
  const whole =
    text.length <= 1024 &&
    times.every(isTime) &&
    fields.length > 0 &&
    keys.every(isSound) &&
    keys.length === fields.length;
  return { notBefore: seconds(notBefore), revokedUntil: seconds(revokedUntil), keys, whole };
}

function readKey(field: string): (RingKey & { text: string })[] {
  const parts = field.split(':');
  const [kid = '', key = '', signsFrom = ''] = parts;
  if (parts.length < 3 || key.length !== 43) return [];
  return [{ kid, key, signsFrom: signsFrom === '' ? NaN : seconds(signsFrom), text: field }];
}

function isSound({ kid, key, text }: RingKey & { text?: string }): boolean {
  const parts = (text ?? '').split(':');
  const signsFrom = parts[2] ?? '';
  return (
    parts.length === 3 && isTime(kid) && only(key, url) && (signsFrom === '' || isTime(signsFrom))
  );
}

function signingKey(ring: Ring, now: number): RingKey | undefined {
  return ring.keys
    .filter(({ signsFrom }) => signsFrom <= now)
    .reduce<RingKey | undefined>(
      (best, key) => (best && best.signsFrom >= key.signsFrom ? best : key),
      undefined,
    );
}

/** Judges what a cookie or bearer token says, for a page or for the token exchange. */
export function judgeSession(
  text: string,
  store: Store,
  now: number,
  config: CheckedConfig,
  isExchange: boolean,
): Judged {
  const token = readToken(text);
  const withoutRing = text === '' ? 'none' : token ? '' : 'malformed';
  if (!isExchange && !token) return { reasons: [withoutRing] };
  const stored = read(store, `keys.${config.audience}`);
  const ring = typeof stored === 'string' ? readRing(stored) : null;
  if (!ring) return { reasons: ['unavailable'] };
  const doubts = ring.whole ? [] : ['unavailable'];
  if (!token) return { reasons: [withoutRing, ...doubts] };
  const key = ring.keys.find(({ kid }) => kid === token.kid);
  if (!key) return { reasons: ['unknown-key', ...doubts] };
  const mac = createHmac('sha256', key.key).update(token.body).digest().subarray(0, 16);
  if (mac.toString('base64url') !== token.mac) return { reasons: ['bad-mac', ...doubts] };
  const reasons = judgeClaims(token, ring, store, now, config, isExchange);
  return {
    reasons: [...reasons, ...doubts],
    claims: token,
    signing: ring.whole ? signingKey(ring, now) : undefined,
  };
}

function judgeClaims(
  token: Claims,
  ring: Ring,
  store: Store,
  now: number,
  { sessionTtl, maxAge }: CheckedConfig,
  isExchange: boolean,
): string[] {
  const { iat, exp } = token;
  const isExpired = !(
    iat <= now + 60 &&
    now < exp &&
    exp <= now + sessionTtl + 60 &&
    now < iat + maxAge
  );
  const revocation = now < ring.revokedUntil ? judgeRevocation(token, store, now) : '';
  if (iat < ring.notBefore) return ['signed-out', ...(revocation ? [revocation] : [])];
  // Only the token exchange is told of both; a page may be told either.
  if (isExpired)
    return isExchange
      ? [revocation || 'expired']
      : ['expired', ...(revocation ? [revocation] : [])];
  return [revocation];
}

function judgeRevocation({ sub, iat, sid }: Claims, store: Store, now: number): string {
  const entry = read(store, `r:${sub}`);
  if (entry === undefined) return '';
  const [until = '', before = '', ...sids] = (entry ?? '').split(' ');
  const sound =
    isTime(until) && isTime(before) && sids.every((one) => one.length === 16 && only(one, url));
  if (!sound) return 'unavailable';
  return now < seconds(until) && (iat <= seconds(before) || sids.includes(sid)) ? 'revoked' : '';
}
