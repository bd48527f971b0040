import { Lazy } from 'aws-cdk-lib';
import type { SignOuts } from './sign-outs.ts';

/** In seconds; those that matter to whoever ends a session for all of them. */
export interface Lifetimes {
  readonly maxAge: number;
  readonly signInAge: number;
}

/** What deployments over one store have in common; most have it for themselves. */
export class Sharing {
  readonly #lifetimes = new Map<string, Lifetimes>();
  #writer: SignOuts | null = null;

  get audiences(): readonly string[] {
    return [...this.#lifetimes.keys()];
  }

  add(audience: string, lifetimes: Lifetimes): void {
    this.#lifetimes.set(audience, lifetimes);
  }

  /**
   * What ends has to be remembered for as long as a copy of it could come back in any of the
   * audiences.
   *
   * @returns seconds, which are known when the app is synthesized
   */
  longest(name: keyof Lifetimes): number {
    return Lazy.number({
      produce: () => Math.max(...[...this.#lifetimes.values()].map((lifetimes) => lifetimes[name])),
    });
  }

  /**
   * Whether somebody shares it with somebody, which is known when the app is synthesized: what is
   * returned stands for that, and is no boolean before.
   */
  isShared(): boolean {
    return Lazy.any({ produce: () => this.#lifetimes.size > 1 }) as unknown as boolean;
  }

  /**
   * The one writer of sign-outs: two would make what each knows of the store out of date with every
   * write, and reading it again costs for each page.
   */
  writer(make: () => SignOuts): SignOuts {
    this.#writer ??= make();
    return this.#writer;
  }
}
