/**
 * What rotation and the ends of sessions rely on, in seconds. Within these bounds the properties in
 * `test/properties/` hold; just outside each of them the same tests find a history that breaks one.
 * `docs/simulation.md` says what each means.
 */
import { clockSlack, defaults, freshRing } from '../session/lifetimes.ts';

export interface Bounds {
  /** How old the state of the store may be that an edge reads. */
  readonly propagation: number;
  /** How far any two clocks may be apart: edges, Lambdas, Cognito. */
  readonly skew: number;
  /** How old a ring may be for letting somebody in. */
  readonly mintingRing: number;
  /** How long any one step of a writer, or of letting somebody in, may take. */
  readonly step: number;
}

export const bounds: Bounds = {
  propagation: defaults.lead,
  skew: clockSlack,
  mintingRing: freshRing,
  step: freshRing,
};
