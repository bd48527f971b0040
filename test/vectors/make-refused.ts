/** Tokens that are refused, for each reason there is. */
import { deriveKey, revocation, ring, time } from './format.ts';
import { clock, audience, sid, sub, secretOf, keyOf, kids, keys, ringKey, good, signed } from './make-material.ts';
import { fields, revokedStore, type TokenVector } from './make-token-parts.ts';
import { malformed } from './make-malformed.ts';

const flip = (text: string, byte: number, bit = 1): string => {
  const dot = text.lastIndexOf('.') + 1;
  const bytes = Buffer.from(text.slice(dot), 'base64url');
  bytes.writeUInt8(bytes.readUInt8(byte) ^ bit, byte);
  return text.slice(0, dot) + bytes.toString('base64url');
};

const refused = (name: string, reason: string, text: string, store?: Record<string, string>) => ({
  name,
  token: text,
  reason,
  ...(store && { store }),
});

export const refusedTokens: TokenVector[] = [
  ...malformed.map(([name, text]) => refused(name, 'malformed', text)),
  refused('a kid the ring does not have', 'unknown-key', signed({ kid: 'zzz' })),
  refused(
    'a kid that is the beginning of one in the ring',
    'unknown-key',
    signed({ kid: kids.signing.slice(0, -1) }),
  ),
  refused(
    'a kid that is the end of one in the ring',
    'unknown-key',
    signed({ kid: kids.signing.slice(1) }),
  ),
  refused('a kid that is one of the ring\u2019s times', 'unknown-key', signed({ kid: '0' })),
  ...[
    ['the first', 0, 0x80],
    ['a middle', 7, 1],
    ['the fourth', 3, 1],
    ['the fifth', 4, 0x80],
    ['the last', 15, 1],
  ].map(([which, byte, bit]) =>
    refused(`a flipped bit in ${which} byte`, 'bad-mac', flip(signed(), Number(byte), Number(bit))),
  ),
  refused('a MAC of zeros', 'bad-mac', `${fields().join('.')}.${'A'.repeat(22)}`),
  refused('another key\u2019s MAC', 'bad-mac', signed({}, keyOf('retiring'))),
  refused('the root key\u2019s MAC', 'bad-mac', signed({}, secretOf('signing'))),
  refused(
    'the MAC of another audience',
    'bad-mac',
    signed({}, deriveKey(secretOf('signing'), 'session', 'other')),
  ),
  refused(
    'the MAC of the login key',
    'bad-mac',
    signed({}, deriveKey(secretOf('signing'), 'login', audience)),
  ),
  refused(
    'a body that was changed: another sub',
    'bad-mac',
    signed().replace(sub, sub.replace('3', '4')),
  ),
  refused(
    'a body that was changed: a group more',
    'bad-mac',
    signed().replace(`${sub}..`, `${sub}.admins.`),
  ),
  refused(
    'a body that was changed: a later exp',
    'bad-mac',
    signed().replace(time(good.exp), time(good.exp + 60)),
  ),
  refused('exp is now', 'expired', signed({ exp: clock })),
  refused('exp was a second ago', 'expired', signed({ exp: clock - 1 })),
  refused('exp is 0', 'expired', signed({ exp: 0 })),
  refused('exp is further ahead than sessionTtl and 60 s', 'expired', signed({ exp: clock + 1861 })),
  refused('iat is 61 s ahead', 'expired', signed({ iat: clock + 61 })),
  refused('iat + maxAge is now', 'expired', signed({ iat: clock - 3600 })),
  refused('iat + maxAge was long ago', 'expired', signed({ iat: clock - 86_400 })),
  refused('iat is below notBefore', 'signed-out', signed(), {
    [ringKey]: ring(keys, { notBefore: good.iat + 1 }),
  }),
  refused(
    'an expired token with iat below notBefore',
    'signed-out',
    signed({ exp: clock - 1 }),
    { [ringKey]: ring(keys, { notBefore: good.iat + 1 }) },
  ),
  refused(
    'revoked: iat is before',
    'revoked',
    signed(),
    revokedStore(revocation(clock + 1, good.iat)),
  ),
  refused(
    'revoked: its sid alone',
    'revoked',
    signed(),
    revokedStore(revocation(clock + 1, 0, [sid])),
  ),
  refused(
    'revoked: its sid among others',
    'revoked',
    signed(),
    revokedStore(revocation(clock + 1, 0, ['A'.repeat(16), sid, 'B'.repeat(16)])),
  ),
  refused(
    'an entry that cannot be read',
    'unavailable',
    signed(),
    revokedStore('not an entry at all'),
  ),
];

