import { causeOf } from './errors.ts';
import { readEvent, type KeysEvent } from './events.ts';
import type { OperationAnswer } from './operations.ts';
import { operate, repairAndTell, type OperatorContext } from './operator/index.ts';
import { runStep } from './rotation-steps.ts';

export interface HandlerContext extends OperatorContext {
  /** The ARN of the secret with the root ring. */
  readonly ringSecret: string;
  readonly log: (
    level: 'info' | 'error',
    outcome: string,
    details: Readonly<Record<string, string | number>>,
  ) => void;
}

/**
 * The keys Lambda: a step of a rotation, the daily run, or an operation.
 *
 * @throws what a step or the daily run threw, so that AWS counts it as failed and tries again; and
 *   for an event that is none of these
 */
export async function handle(
  context: HandlerContext,
  event: unknown,
): Promise<OperationAnswer | null> {
  const known = readEvent(event, context.ringSecret);
  const name = nameOf(known);
  try {
    const answer = await answerTo(context, known);
    const isRefused = answer?.ok === false;
    context.log(isRefused ? 'error' : 'info', name, isRefused ? { cause: answer.error } : {});
    return answer;
  } catch (error) {
    context.log('error', name, { cause: causeOf(error) });
    throw error;
  }
}

async function answerTo(
  context: HandlerContext,
  event: KeysEvent,
): Promise<OperationAnswer | null> {
  switch (event.kind) {
    case 'rotation':
      await runStep(context, event.step, event.id);
      return null;
    case 'daily':
      await repairAndTell(context, { operation: 'repair' });
      return null;
    case 'operation':
      return operate(context, event.operation);
    case 'no-operation':
      return { ok: false, now: context.now(), error: 'invalid-operation', message: event.why };
    case 'unknown':
      throw new TypeError('this event is not for the keys Lambda');
  }
}

function nameOf(event: KeysEvent): string {
  if (event.kind === 'rotation') return event.step;
  return event.kind === 'operation' ? event.operation.operation : event.kind;
}
