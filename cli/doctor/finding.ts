/** What the doctor finds out. */
import { Failure } from '../failure.ts';

export type State = 'ok' | 'warning' | 'failed' | 'unknown';

export interface Finding {
  /** For programs. */
  readonly check: string;
  readonly title: string;
  readonly state: State;
  readonly detail: string;
  /** What to do, where something is to be done. */
  readonly advice?: string;
}

/** Something that was read, or why it could not be. */
export type Fact<Value> =
  | { readonly value: Value; readonly failure?: never }
  | { readonly value?: never; readonly failure: Failure };

export async function factOf<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof Failure) return { failure: error };
    throw error;
  }
}

/** What a check needs and nobody has named. */
export function notNamed<Value>(what: string): Fact<Value> {
  return {
    failure: new Failure('not-named', `${what} is not known`, 'Name the stack: --stack NAME'),
  };
}

type Judged = Omit<Finding, 'check' | 'title'>;

export const ok = (detail: string): Judged => ({ state: 'ok', detail });
export const warning = (detail: string, advice: string): Judged => ({
  state: 'warning',
  detail,
  advice,
});
export const failed = (detail: string, advice: string): Judged => ({
  state: 'failed',
  detail,
  advice,
});

/** Judges what was read; what was not read could not be checked. */
export function check<Value>(
  id: string,
  title: string,
  fact: Fact<Value>,
  judge: (value: Value) => Judged,
): Finding {
  if (fact.failure) {
    const { message, hint } = fact.failure;
    const head = { check: id, title, state: 'unknown', detail: message } as const;
    return hint === undefined ? head : { ...head, advice: hint };
  }
  return { check: id, title, ...judge(fact.value) };
}
