/** The keys, the clock and the session that all vectors are made of. */
import { writeFileSync } from 'node:fs';
import { deriveKey, hmac, ring, time, token, type Session } from './format.ts';

export const clock = 1_800_000_000;
export const audience = 'demo';
export const lifetimes = { sessionTtl: 1800, maxAge: 3600 };
export const sid = 'QUJDREVGR0hJSktM';
export const sub = '3f8a1c52-9d47-4b6e-8f10-2c5d7e9a1b34';

/** 32 bytes that look random and are the same for ever. */
export const secretOf = (name: string) => hmac('vectors', name).toString('base64url');
export const keyOf = (name: string) => deriveKey(secretOf(name), 'session', audience);

export const week = 604_800;
export const births = { retiring: clock - 2 * week, signing: clock - week, standby: clock - 3600 };
export const kids = {
  retiring: time(births.retiring),
  signing: time(births.signing),
  standby: time(births.standby),
};
export const keys = [
  { kid: kids.retiring, key: keyOf('retiring'), signsFrom: births.retiring + 600 },
  { kid: kids.signing, key: keyOf('signing'), signsFrom: births.signing + 600 },
  { kid: kids.standby, key: keyOf('standby'), signsFrom: null },
];
export const plain = ring(keys);
export const ringKey = `keys.${audience}`;

export const good: Session = {
  kid: kids.signing,
  iat: clock - 600,
  exp: clock + 1200,
  sid,
  sub,
  groups: [],
};
export const signed = (changes: Partial<Session> = {}, key = keyOf('signing')) =>
  token({ ...good, ...changes }, key);

export function save(name: string, value: object): void {
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(value, null, 2)}\n`);
}
