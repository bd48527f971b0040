/** Rings. */
import { ring, time } from './format.ts';
import { clock, audience, keyOf, births, kids, keys, plain, signed, save } from './make-material.ts';


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
