import type { EdgeConfigInput } from '../../functions/compile/check.ts';
import type { Reason } from '../../session/reasons.ts';
import type { Request } from './requests.ts';

/** A request whose cost is counted, and what has to become of it for the count to mean anything. */
export interface EdgeCase {
  /** Names it in the budget. */
  readonly id: string;
  /** What the report calls it. */
  readonly title: string;
  readonly config: EdgeConfigInput;
  readonly request: Request;
  readonly expect: Expectation;
}

export interface Expectation {
  /** Passed on to the origin, or the status of the function's own answer. */
  readonly status: 'passed' | number;
  /** Why the same request by a script is refused: that answer says it. */
  readonly reason?: Reason;
  /** Reads of the store. */
  readonly reads: number;
}

const passed = (reads: number): Expectation => ({ status: 'passed', reads });
export const passedUnread = passed(0);
/** One read: the ring. */
export const passedOnce = passed(1);

export const refused = (status: number, reason: Reason, reads = 1): Expectation => ({
  status,
  reason,
  reads,
});
