/** The secret that holds the root ring, as its writers see it. Texts, not rings: it may hold any. */
import { StaleError } from './edge-store.ts';

/** A version of the secret; what it holds never changes. */
export interface RingVersion {
  readonly id: string;
  readonly text: string;
}

/** What a rotation has announced, and filled or not yet. */
export interface PendingVersion {
  readonly id: string;
  readonly text: string | null;
}

export interface RingState {
  /** `null` in a secret that has no value yet. */
  readonly current: RingVersion | null;
  /** That of a rotation which has begun and not ended. */
  readonly pending: PendingVersion | null;
  readonly schedule: RotationSchedule;
}

/** When the secret rotates by itself; times in seconds since 1970. */
export interface RotationSchedule {
  readonly enabled: boolean;
  readonly last: number | null;
  readonly next: number | null;
}

export interface RingStore {
  read(): Promise<RingState>;
  /**
   * Replaces the current version by a new one.
   *
   * @param from the id of the version that it was made from; `null` for a secret without a value
   * @throws {StaleError} when another one is current by now; nothing has changed then
   */
  replace(from: string | null, text: string): Promise<RingVersion>;
  /** Fills the version that a rotation has announced. One that is filled already stays as it is. */
  fill(id: string, text: string): Promise<void>;
  /**
   * Makes a rotation's version the current one; again does no harm.
   *
   * @param from the id of the version that it was compared with
   * @throws {StaleError} when another one is current by now; nothing has changed then
   */
  finish(id: string, from: string): Promise<void>;
  /** Gives up a rotation, so that the next one begins anew. One that is over stays so. */
  abandon(id: string): Promise<void>;
}

export { StaleError };
