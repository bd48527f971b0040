/** Histories for fast-check: who does what, and how long after the last. */
import fc from 'fast-check';
import { clockSlack, defaults } from '../../session/lifetimes.ts';

export type Task =
  | 'rotate'
  | 'repair'
  | 'drop'
  | 'replace'
  | 'everyone-out'
  | 'revoke-user'
  | 'revoke-session'
  | 'sign-out';

/** A moment at which something begins or ends. */
export type Moment = 'signs' | 'learnt' | 'retires' | 'expires' | 'ages' | 'forgets';

/** How long after the last deed: seconds, or until about such a moment where that is still ahead. */
export type After = number | { readonly until: Moment; readonly off: number };

/** A session is shown to an edge. `late` and `later`, as shares of the bound: how old ring and entry are there. */
export interface Visit {
  readonly after: After;
  /** Which token, counted back from the latest. */
  readonly which: number;
  readonly edge: number;
  readonly late: number;
  readonly later: number;
}

/** Somebody is let in by a ring as old as `age` says, a share of the bound, and visits. */
interface LetIn {
  readonly after: After;
  readonly lambda: number;
  readonly age: number;
  readonly visits: readonly Visit[];
}

export type Deed =
  | {
      readonly kind: 'step' | 'whole';
      readonly after: After;
      readonly writer: 0 | 1;
      readonly task: Task;
    }
  | { readonly kind: 'die'; readonly after: After; readonly writer: 0 | 1 }
  | ({ readonly kind: 'sign-in'; readonly user: number } & LetIn)
  /** By what Cognito vouches for again; `which` sign-in, counted back from the latest. */
  | ({ readonly kind: 'again'; readonly which: number } & LetIn)
  /** By a refresh token, with a session that an edge has seen; `late` and `later` as of a visit. */
  | ({
      readonly kind: 'refresh';
      readonly which: number;
      readonly edge: number;
      readonly late: number;
      readonly later: number;
    } & LetIn)
  /** By Cognito's memory of the browser, without the form: a sign-in by another name. */
  | ({
      readonly kind: 'remembered';
      readonly which: number;
      readonly isDatedAnew: boolean;
    } & LetIn)
  | { readonly kind: 'forge'; readonly after: After; readonly visits: readonly Visit[] }
  | ({ readonly kind: 'visit' } & Visit);

export interface History {
  /** Whose clock is how far ahead, as a share of what the bounds allow: writers, edges, Lambdas, Cognito. */
  readonly offsets: readonly number[];
  readonly deeds: readonly Deed[];
}

const { lead, sessionTtl } = defaults;

/** Mostly nothing, and often just where something ends. */
const afterOf = (moments: readonly Moment[]): fc.Arbitrary<After> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
    {
      weight: 4,
      arbitrary: fc.record({
        until: fc.constantFrom(...moments),
        off: fc.oneof(fc.constantFrom(-clockSlack, -1, 0, 1), fc.integer({ min: -90, max: 90 })),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(lead, lead - 1, sessionTtl / 2, sessionTtl - 1) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 4000 }) },
  );
const usual: readonly Moment[] = ['signs', 'signs', 'learnt', 'retires', 'expires', 'ages'];

const share = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);
const writer = fc.constantFrom(0 as const, 1 as const);
const which = fc.oneof(fc.constant(0), fc.nat({ max: 6 }));
const kind = <const Kind extends string>(name: Kind) => fc.constant(name);

/** What happens only where a property is about it: elsewhere it would take the place of the rest. */
export interface Extras {
  readonly isForging?: boolean;
  readonly isRemembering?: boolean;
}

/** @param tasks what writers do besides rotating */
export function histories(
  tasks: readonly Task[],
  { isForging = false, isRemembering = false }: Extras = {},
): fc.Arbitrary<History> {
  const after = afterOf(isRemembering ? [...usual, 'forgets'] : usual);
  const seenAtEdge = { which, edge: fc.constantFrom(2, 3), late: share, later: share };
  const visit = fc.record({ after, ...seenAtEdge });
  const visits = fc.array(visit, { maxLength: 3 });
  const letIn = { after, lambda: fc.constantFrom(4, 5), age: share, visits };
  const task = fc.constantFrom<Task[]>('rotate', ...tasks);
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: kind('step'), after, writer, task }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('whole'), after, writer, task }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('die'), after, writer }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: kind('sign-in'), user: fc.nat({ max: 2 }), ...letIn }),
    },
    { weight: 2, arbitrary: fc.record({ kind: kind('again'), which, ...letIn }) },
    {
      weight: isRemembering ? 2 : 0,
      arbitrary: fc.record({ kind: kind('refresh'), ...seenAtEdge, ...letIn }),
    },
    {
      weight: isRemembering ? 2 : 0,
      arbitrary: fc.record({
        kind: kind('remembered'),
        which,
        isDatedAnew: fc.boolean(),
        ...letIn,
      }),
    },
    { weight: 3, arbitrary: visit.map((one) => ({ kind: 'visit' as const, ...one })) },
    {
      weight: isForging ? 2 : 0,
      arbitrary: fc.record({ kind: kind('forge'), after, visits }),
    },
  );
  return fc.record({
    offsets: fc.array(share, { minLength: 7, maxLength: 7 }),
    deeds: fc.array(deed, { minLength: 3, maxLength: 14, size: 'max' }),
  });
}
