/** What the operations work with, besides the keys. */
import type { Keys } from '../keys.ts';
import type { Operation, OperationResults } from '../operations.ts';
import type { Users } from './users.ts';

export interface OperatorContext extends Keys {
  /** Seconds. */
  readonly maxAge: number;
  readonly signInAge: number;
  readonly users: Users;
  /** Has Secrets Manager begin a rotation. @throws as the service does */
  readonly startRotation: () => Promise<void>;
  /** Gets the line with the metrics of a repair. */
  readonly tell: (line: string) => void;
}

export type OperationNamed<Name extends Operation['operation']> = Extract<
  Operation,
  { readonly operation: Name }
>;

/** Carries out one kind of operation. @throws {KeysError} and what the stores throw */
export type Carrying<Name extends Operation['operation']> = (
  context: OperatorContext,
  operation: OperationNamed<Name>,
) => Promise<OperationResults[Name]>;
