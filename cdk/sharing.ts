import { Lazy } from 'aws-cdk-lib';
import type { SignOuts } from './sign-outs.ts';

/** What deployments over one store have in common; most have it for themselves. */
export class Sharing {
  readonly #maxAges = new Map<string, number>();
  #writer: SignOuts | null = null;

  get audiences(): readonly string[] {
    return [...this.#maxAges.keys()];
  }

  /** @param maxAge seconds */
  add(audience: string, maxAge: number): void {
    this.#maxAges.set(audience, maxAge);
  }

  /**
   * The one writer of sign-outs: two would make what each knows of the store out of date with every
   * write, and reading it again costs for each page.
   *
   * @param make given the longest `maxAge`, which is known when the app is synthesized: what ends
   *   has to be remembered for as long as any of the audiences could renew a copy of it
   */
  writer(make: (longestMaxAge: number) => SignOuts): SignOuts {
    this.#writer ??= make(Lazy.number({ produce: () => Math.max(...this.#maxAges.values()) }));
    return this.#writer;
  }
}
