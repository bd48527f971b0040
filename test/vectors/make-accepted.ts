/** Tokens that are good. */
import { revocation, ring, type Session } from './format.ts';
import { clock, sid, keyOf, kids, keys, ringKey, good, signed } from './make-material.ts';
import { longGroups, revokedStore, type TokenVector } from './make-token-parts.ts';

const accepted = (name: string, changes: Partial<Session> = {}, more = {}): TokenVector => ({
  name,
  token: signed(changes),
  reason: '',
  groups: changes.groups ?? [],
  ...more,
});

export const acceptedTokens: TokenVector[] = [
  accepted('no groups'),
  accepted('one group', { groups: ['admins'] }),
  accepted('several groups', { groups: ['admins', 'editors', 'eu-west'] }),
  accepted('groups with characters to encode', {
    groups: ['a b', "it's (new)!*", 'a.b~c', 'R&D/100%', 'Zoë 鍵 🔑', '+;,'],
  }),
  accepted('the longest sub', { sub: 'aZ9_'.repeat(15) + '-_-0' }),
  accepted('the shortest sub', { sub: 'a' }),
  accepted('512 characters', { groups: longGroups(512) }),
  accepted('iat is 60 s ahead', { iat: clock + 60 }),
  accepted('exp is one second ahead', { exp: clock + 1 }),
  accepted('exp is sessionTtl and 60 s ahead', { exp: clock + 1860 }),
  accepted('iat + maxAge is one second ahead', { iat: clock - 3599 }),
  accepted(
    'iat is notBefore',
    {},
    {
      store: { [ringKey]: ring(keys, { notBefore: good.iat }) },
    },
  ),
  accepted(
    'signInsFrom is later than iat, which is for the Lambda',
    {},
    {
      store: { [ringKey]: ring(keys, { signInsFrom: clock }) },
    },
  ),
  {
    name: 'a retiring key',
    token: signed({ kid: kids.retiring }, keyOf('retiring')),
    reason: '',
    groups: [],
  },
  {
    name: 'a standby key, which another edge may know to sign already',
    token: signed({ kid: kids.standby }, keyOf('standby')),
    reason: '',
    groups: [],
  },
];

export const spared: TokenVector[] = [
  accepted('not revoked: iat is after before', {}, {
    store: revokedStore(revocation(clock + 1, good.iat - 1)),
  }),
  accepted('not revoked: other sids', {}, {
    store: revokedStore(revocation(clock + 1, 0, ['A'.repeat(16), 'B'.repeat(16)])),
  }),
  accepted('not revoked: until is now', {}, {
    store: revokedStore(revocation(clock, clock, [sid])),
  }),
  accepted('not revoked: revokedUntil is now, so no entry counts', {}, {
    store: revokedStore(revocation(clock + 9, clock, [sid]), clock),
  }),
  accepted('not revoked: another user is', {}, {
    store: {
      [ringKey]: ring(keys, { revokedUntil: clock + 1 }),
      'r:somebody': revocation(clock + 9, clock),
    },
  }),
];

