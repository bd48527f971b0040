/** What mends a store in which the keys Lambda has found something wrong. Pure. */
import type { Status } from '../keys/operations.ts';
import { subjectShape } from '../session/token.ts';

type Wrong = Pick<Status, 'differences' | 'unreadable'>;

/** Each a command, or, where there is none, what to do; most urgent first. */
export function mendings({ differences, unreadable = [] }: Wrong): string[] {
  // An entry that cannot be read is among the differences, and no repair mends it.
  const isRepairable = differences.length > unreadable.length;
  return [...(isRepairable ? ['latchkey keys repair'] : []), ...rewritings(unreadable)];
}

/** For each revocation entry that cannot be read, what writes it anew. @param subs whose they are */
export function rewritings(subs: readonly string[]): string[] {
  const told = subs.slice(0, atOnce).map((sub) =>
    subjectShape.test(sub)
      ? `latchkey sessions revoke --user ${sub}`
      : // No token names such a user: nobody asks for it.
        `Delete the key r:${sub} from the KeyValueStore; it is nobody's`,
  );
  const left = subs.length - told.length;
  return left === 0
    ? told
    : [...told, `${left} more: latchkey keys status --json | jq .unreadable`];
}

/** So many are told; who has more of them writes a loop. */
const atOnce = 5;
