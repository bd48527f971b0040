/** What the tokens of the vectors have in common. */
import { ring, sign } from './format.ts';
import { clock, sub, keyOf, keys, ringKey, signed } from './make-material.ts';

export interface TokenVector {
  name: string;
  token: string;
  reason: string;
  /** Names of the groups, where the token is good. */
  groups?: readonly string[];
  /** Values of the store, where they are not the usual ring alone. */
  store?: Record<string, string>;
}

export const longGroups = (length: number): string[] => {
  // The last name fills what is left.
  const names = Array.from({ length: 8 }, (_, i) => `group-${i}-${'x'.repeat(32)}`);
  const missing = length - signed({ groups: [...names, 'z'] }).length;
  return [...names, 'z'.repeat(missing + 1)];
};

export const fields = (): string[] => signed().split('.').slice(0, -1);
export const withField = (index: number, value: string): string => {
  const changed = fields();
  changed[index] = value;
  return sign(changed.join('.'), keyOf('signing'));
};
export const without = (index: number): string =>
  sign(fields().filter((_, i) => i !== index).join('.'), keyOf('signing'));
export const lastCharacter = (character: string): string => signed().slice(0, -1) + character;

export const revokedStore = (entry: string, revokedUntil = clock + 86_400) => ({
  [ringKey]: ring(keys, { revokedUntil }),
  [`r:${sub}`]: entry,
});

