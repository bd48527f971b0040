import type { KeyStatus } from '../keys/operations.ts';

/**
 * Since when a key signs, or will. One that replaces a dropped key is made to sign a minute back, so
 * that it does on every clock; before it was born it did nothing.
 */
export function signedSince({ born, signsFrom }: Pick<KeyStatus, 'born' | 'signsFrom'>): number {
  return Math.max(born, signsFrom ?? born);
}
