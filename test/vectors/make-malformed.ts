/** Tokens that are none. */
import { sign, time } from './format.ts';
import { sid, keyOf, good, signed } from './make-material.ts';
import { fields, longGroups, withField, without, lastCharacter } from './make-token-parts.ts';

export const malformed: [string, string][] = [
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

