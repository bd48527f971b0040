/** Carries out what an operator asks for, and answers whatever happens. */
import { StaleError, StoreFullError } from '../edge-store.ts';
import { KeysError, RingFullError } from '../errors.ts';
import { metricLine } from '../metrics.ts';
import { metricsOf } from '../look.ts';
import type { Operation, OperationAnswer } from '../operations.ts';
import { repair } from '../repair.ts';
import type { Carrying, OperatorContext } from './context.ts';
import { drop } from './drop.ts';
import { inspect } from './inspect.ts';
import { revokeEveryone, revokeSession, revokeUserNamed } from './revoke.ts';
import { startRotation } from './rotate.ts';
import { status } from './status.ts';

export type { OperatorContext } from './context.ts';

/** The daily run, and the operation `repair`. */
export const repairAndTell: Carrying<'repair'> = (context) =>
  repair(context, (look) => {
    context.tell(metricLine(context.audience, metricsOf(look), look.now));
  });

const carrying: { readonly [Name in Operation['operation']]: Carrying<Name> } = {
  status,
  repair: repairAndTell,
  rotate: startRotation,
  drop,
  'revoke-user': revokeUserNamed,
  'revoke-session': revokeSession,
  'revoke-everyone': revokeEveryone,
  inspect,
};

/** Never throws: why something could not be done is an answer too. */
export async function operate(
  context: OperatorContext,
  operation: Operation,
): Promise<OperationAnswer> {
  const carry = carrying[operation.operation] as Carrying<Operation['operation']>;
  try {
    const result = await carry(context, operation);
    return { ok: true, now: context.now(), result };
  } catch (error) {
    return { ok: false, now: context.now(), ...explain(error) };
  }
}

interface Explanation {
  readonly error: string;
  readonly message: string;
  readonly retryAfter?: number;
}

function explain(error: unknown): Explanation {
  if (error instanceof RingFullError) {
    return { error: error.code, message: error.message, retryAfter: error.retryAfter };
  }
  if (error instanceof KeysError) return { error: error.code, message: error.message };
  if (error instanceof StaleError) {
    return { error: 'busy', message: 'others are writing at this moment', retryAfter: 5 };
  }
  if (error instanceof StoreFullError) {
    const message = 'the store is full: "repair" removes entries that mean nothing any more';
    return { error: error.code, message };
  }
  if (isOfAws(error)) return { error: 'aws', message: `${error.name}: ${error.message}` };
  return { error: 'unexpected', message: error instanceof Error ? error.name : 'unknown' };
}

/** AWS's own words say which permission is missing; they hold nothing that we sent as a value. */
function isOfAws(error: unknown): error is Error {
  return error instanceof Error && ('$fault' in error || '$metadata' in error);
}
