/**
 * Made the JSON files beside it, once: `node --import tsx test/vectors/make.ts`. It uses
 * `format.ts`, written from the design's text, and nothing of `session/`. Tests never run it: a
 * vector that changes is a format that changed.
 */
import { writeFileSync } from 'node:fs';
import { deriveKey, hmac, revocation, ring, sign, time, token, type Session } from './format.ts';

const clock = 1_800_000_000;
const audience = 'demo';
const lifetimes = { sessionTtl: 1800, maxAge: 3600 };
const sid = 'QUJDREVGR0hJSktM';
const sub = '3f8a1c52-9d47-4b6e-8f10-2c5d7e9a1b34';

/** 32 bytes that look random and are the same for ever. */
const secretOf = (name: string) => hmac('vectors', name).toString('base64url');
const keyOf = (name: string) => deriveKey(secretOf(name), 'session', audience);

const week = 604_800;
const births = { retiring: clock - 2 * week, signing: clock - week, standby: clock - 3600 };
const kids = {
  retiring: time(births.retiring),
  signing: time(births.signing),
  standby: time(births.standby),
};
const keys = [
  { kid: kids.retiring, key: keyOf('retiring'), signsFrom: births.retiring + 600 },
  { kid: kids.signing, key: keyOf('signing'), signsFrom: births.signing + 600 },
  { kid: kids.standby, key: keyOf('standby'), signsFrom: null },
];
const plain = ring(keys);
const ringKey = `keys.${audience}`;

const good: Session = {
  kid: kids.signing,
  iat: clock - 600,
  exp: clock + 1200,
  sid,
  sub,
  groups: [],
};
const signed = (changes: Partial<Session> = {}, key = keyOf('signing')) =>
  token({ ...good, ...changes }, key);

function save(name: string, value: object): void {
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(value, null, 2)}\n`);
}

// ---- tokens -------------------------------------------------------------------------------

interface TokenVector {
  name: string;
  token: string;
  reason: string;
  /** Names of the groups, where the token is good. */
  groups?: readonly string[];
  /** Values of the store, where they are not the usual ring alone. */
  store?: Record<string, string>;
}

const accepted = (name: string, changes: Partial<Session> = {}, more = {}): TokenVector => ({
  name,
  token: signed(changes),
  reason: '',
  groups: changes.groups ?? [],
  ...more,
});

const longGroups = (length: number): string[] => {
  // The last name fills what is left.
  const names = Array.from({ length: 8 }, (_, i) => `group-${i}-${'x'.repeat(32)}`);
  const missing = length - signed({ groups: [...names, 'z'] }).length;
  return [...names, 'z'.repeat(missing + 1)];
};

const flip = (text: string, byte: number, bit = 1): string => {
  const dot = text.lastIndexOf('.') + 1;
  const bytes = Buffer.from(text.slice(dot), 'base64url');
  bytes.writeUInt8(bytes.readUInt8(byte) ^ bit, byte);
  return text.slice(0, dot) + bytes.toString('base64url');
};

const fields = (): string[] => signed().split('.').slice(0, -1);
const withField = (index: number, value: string): string => {
  const changed = fields();
  changed[index] = value;
  return sign(changed.join('.'), keyOf('signing'));
};
const without = (index: number): string =>
  sign(fields().filter((_, i) => i !== index).join('.'), keyOf('signing'));
const lastCharacter = (character: string): string => signed().slice(0, -1) + character;

const acceptedTokens: TokenVector[] = [
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

const malformed: [string, string][] = [
  ['513 characters', signed({ groups: longGroups(513) })],
  ['version 0', withField(0, '0')],
  ['version 2', withField(0, '2')],
  ['no version', withField(0, '')],
  ['a kid in upper case', withField(1, 'ABC')],
  ['an empty kid', withField(1, '')],
  ['a kid of nine characters', withField(1, 'abcdefghi')],
  ['iat in upper case', withField(2, time(good.iat).toUpperCase())],
  ['iat below zero', withField(2, '-1')],
  ['an empty iat', withField(2, '')],
  ['an empty exp', withField(3, '')],
  ['a sid of 15 characters', withField(4, sid.slice(1))],
  ['a sid of 17 characters', withField(4, `${sid}A`)],
  ['a sid in plain base64', withField(4, `+/${sid.slice(2)}`)],
  ['an empty sub', withField(5, '')],
  ['a sub of 65 characters', withField(5, 'a'.repeat(65))],
  ['a sub with an at sign', withField(5, 'zoe@example')],
  ['a group with a raw comma', withField(6, 'a,b')],
  ['a group with a raw space', withField(6, 'a b')],
  ['a group outside ASCII', withField(6, 'zo\u00eb')],
  ...[0, 1, 2, 3, 4, 5, 6].map((i): [string, string] => [`part ${i + 1} of 8 is missing`, without(i)]),
  ['the MAC is missing', fields().join('.')],
  ['the MAC is empty', `${fields().join('.')}.`],
  ['a part too many', sign(`${fields().join('.')}.more`, keyOf('signing'))],
  ['a MAC of 21 characters', signed().slice(0, -1)],
  ['a MAC of 23 characters', `${signed()}A`],
  ['a MAC with padding', `${signed()}==`],
  ...['B', 'R', 'h', '-', 'x'].map((last): [string, string] => [
    `a MAC that ends in ${last}, not A Q g w`,
    lastCharacter(last),
  ]),
  ['a MAC with an illegal character', signed().replace(/.{5}$/, '+') + 'AAAA'],
  ['a space before', ` ${signed()}`],
  ['a space after', `${signed()} `],
  ['a line end after', `${signed()}\n`],
  ['in quotes', `"${signed()}"`],
  ['two tokens', `${signed()},${signed()}`],
  ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'],
  ['one dot', '.'],
  ['seven dots', '.......'],
];

const refused = (name: string, reason: string, text: string, store?: Record<string, string>) => ({
  name,
  token: text,
  reason,
  ...(store && { store }),
});

const revokedStore = (entry: string, revokedUntil = clock + 86_400) => ({
  [ringKey]: ring(keys, { revokedUntil }),
  [`r:${sub}`]: entry,
});

const refusedTokens: TokenVector[] = [
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

const spared: TokenVector[] = [
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

save('tokens', {
  clock,
  audience,
  lifetimes,
  sid,
  sub,
  store: { [ringKey]: plain },
  accepted: [...acceptedTokens, ...spared],
  refused: refusedTokens,
});

// ---- keys ---------------------------------------------------------------------------------

const audiences = ['demo', 'other', 'a', 'Staging-2', '-'.repeat(64)];
const rootRing = ring(
  keys.map((key, i) => ({ ...key, key: secretOf(['retiring', 'signing', 'standby'][i] ?? '') })),
  { notBefore: 5, signInsFrom: 7 },
);

save('keys', {
  derived: audiences.flatMap((name) =>
    (['session', 'login'] as const).map((purpose) => ({
      secret: secretOf('signing'),
      purpose,
      audience: name,
      key: deriveKey(secretOf('signing'), purpose, name),
    })),
  ),
  edgeRings: audiences.slice(0, 2).map((name) => ({
    root: rootRing,
    audience: name,
    revokedUntil: clock,
    edge: ring(
      keys.map((key, i) => ({
        ...key,
        key: deriveKey(secretOf(['retiring', 'signing', 'standby'][i] ?? ''), 'session', name),
      })),
      { notBefore: 5, revokedUntil: clock, signInsFrom: 7 },
    ),
  })),
});

// ---- rings --------------------------------------------------------------------------------

const many = Array.from({ length: 17 }, (_, i) => ({
  kid: time(births.retiring + i),
  key: keyOf(`many ${i}`),
  signsFrom: i === 16 ? null : births.retiring + i,
}));

const goodRings = [
  { name: 'the key that signs, alone', keys: keys.slice(1, 2), times: {} },
  { name: 'a standby key alone', keys: keys.slice(2), times: {} },
  { name: 'retiring, signing and standby', keys, times: {} },
  {
    name: 'every time set',
    keys,
    times: { notBefore: 1, revokedUntil: clock, signInsFrom: 36 },
  },
  {
    name: 'a key that will sign, and does not yet',
    keys: [keys[1]!, { ...keys[2]!, signsFrom: clock + 1 }],
    times: {},
  },
  {
    name: 'a key that signs from this second on',
    keys: [keys[1]!, { ...keys[2]!, signsFrom: clock }],
    times: {},
  },
  { name: 'the signing key stands first', keys: [keys[1]!, keys[0]!, keys[2]!], times: {} },
  { name: 'near 1,024 characters', keys: many, times: {} },
];

function signingAt(list: typeof keys, now: number): string | null {
  const ready = list.filter(({ signsFrom }) => signsFrom !== null && signsFrom <= now);
  return ready.sort((a, b) => b.signsFrom! - a.signsFrom!)[0]?.kid ?? null;
}

const unreadableRings: { name: string; text: string; edge: string }[] = [
  { name: 'empty', text: '', edge: 'unavailable' },
  { name: 'a space', text: ' ', edge: 'unavailable' },
  { name: 'another version', text: plain.replace(/^1/, '2'), edge: 'unavailable' },
  { name: 'version 11', text: `1${plain}`, edge: 'unavailable' },
  { name: 'the version alone', text: '1', edge: 'unavailable' },
  { name: 'no key', text: '1 0 0 0', edge: 'unavailable' },
  { name: 'JSON', text: '{"keys":[]}', edge: 'unavailable' },
  { name: 'one of the times missing', text: plain.replace('1 0 0 0', '1 0 0'), edge: 'unavailable' },
  { name: 'a time in upper case', text: plain.replace('1 0 0 0', '1 0 A 0'), edge: 'unavailable' },
  { name: 'a time below zero', text: plain.replace('1 0 0 0', '1 -1 0 0'), edge: 'unavailable' },
  { name: 'a space before', text: ` ${plain}`, edge: 'unavailable' },
  { name: 'two spaces', text: plain.replace(' ', '  '), edge: 'unavailable' },
  { name: 'tabs', text: plain.replaceAll(' ', '\t'), edge: 'unavailable' },
  {
    name: 'cut within the key of the token',
    text: plain.slice(0, plain.indexOf(keyOf('signing')) + 30),
    edge: 'unavailable',
  },
  {
    name: 'cut after the key of the token',
    text: plain.slice(0, plain.indexOf(keyOf('signing')) + 43),
    edge: 'unavailable',
  },
  {
    name: 'the key of the token is too short',
    text: plain.replace(keyOf('signing'), keyOf('signing').slice(1)),
    edge: 'unavailable',
  },
  {
    name: 'the key of the token is too long',
    text: plain.replace(keyOf('signing'), `${keyOf('signing')}A`),
    edge: 'unavailable',
  },
  {
    name: 'cut before the key of the token',
    text: plain.slice(0, plain.indexOf(kids.signing)),
    edge: 'unknown-key',
  },
  {
    name: 'cut within a later key',
    text: plain.slice(0, plain.indexOf(keyOf('standby')) + 30),
    edge: '',
  },
  { name: 'a line end after', text: `${plain}\n`, edge: '' },
  { name: 'a space after', text: `${plain} `, edge: '' },
  { name: 'a kid in upper case', text: plain.replace(kids.standby, 'ABC'), edge: '' },
  { name: 'a signsFrom of nine characters', text: `${plain}abcdefghi`, edge: '' },
];

save('rings', {
  clock,
  audience,
  token: signed(),
  good: goodRings.map(({ name, keys: list, times }) => ({
    name,
    text: ring(list, times),
    ring: { notBefore: 0, revokedUntil: 0, signInsFrom: 0, ...times, keys: list },
    signing: signingAt([...list], clock),
    tokens: list.map(({ kid, key }) => signed({ kid }, key)),
  })),
  unreadable: unreadableRings,
});

// ---- revocation entries -------------------------------------------------------------------

const sids = Array.from({ length: 58 }, (_, i) =>
  hmac('sids', String(i)).toString('base64url').slice(0, 16),
);

save('revocations', {
  clock,
  session: { iat: good.iat, sid },
  readable: [
    { name: 'before alone', entry: { until: clock + 1, before: good.iat, sids: [] }, reason: 'revoked' },
    { name: 'before is one second too early', entry: { until: clock + 1, before: good.iat - 1, sids: [] }, reason: '' },
    { name: 'until has passed', entry: { until: clock - 1, before: clock, sids: [sid] }, reason: '' },
    { name: 'until is now', entry: { until: clock, before: clock, sids: [sid] }, reason: '' },
    { name: 'until is 0', entry: { until: 0, before: clock, sids: [] }, reason: '' },
    { name: 'before is 0, no sid', entry: { until: clock + 1, before: 0, sids: [] }, reason: '' },
    { name: 'one sid', entry: { until: clock + 1, before: 0, sids: [sid] }, reason: 'revoked' },
    { name: 'many sids, this one not', entry: { until: clock + 1, before: 0, sids }, reason: '' },
    { name: 'many sids, this one last', entry: { until: clock + 1, before: 0, sids: [...sids, sid] }, reason: 'revoked' },
    { name: 'many sids, this one first', entry: { until: clock + 1, before: 0, sids: [sid, ...sids] }, reason: 'revoked' },
    { name: 'a sid in another case', entry: { until: clock + 1, before: 0, sids: [sid.toLowerCase()] }, reason: '' },
  ].map((vector) => ({
    ...vector,
    text: revocation(vector.entry.until, vector.entry.before, vector.entry.sids),
  })),
  unreadable: [
    ['empty', ''],
    ['one time', time(clock)],
    ['one time and a space', `${time(clock)} `],
    ['a sid of 15 characters', revocation(clock, 0, [sid.slice(1)])],
    ['a sid of 17 characters', revocation(clock, 0, [`${sid}A`])],
    ['a space after', `${revocation(clock, 0)} `],
    ['a line end after', `${revocation(clock, 0)}\n`],
    ['two spaces', `${time(clock)}  0`],
    ['upper case', revocation(clock, 0).toUpperCase()],
    ['a sid in plain base64', revocation(clock, 0, [`+/${sid.slice(2)}`])],
    ['a time of nine characters', `${'z'.repeat(9)} 0`],
    ['JSON', '{"until":1}'],
  ].map(([name, text]) => ({ name, text })),
});
