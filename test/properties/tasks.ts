/** The two writers of a history, and what they are at. */
import { dropKeys, everyoneOut, replaceKeys } from '../../keys/rotation.ts';
import { revokeSids, revokeUser } from '../../keys/revocations.ts';
import { signInWindow } from '../../keys/sign-in-window.ts';
import { clockSlack, defaults } from '../../session/lifetimes.ts';
import type { System } from '../../simulate/system/system.ts';
import {
  changeEntry,
  changeRing,
  publish,
  revoke,
  type Writer,
  type WriterClock,
} from '../../simulate/system/writers.ts';
import type { Task } from './history.ts';
import type { End, Rules, SignIn } from './record.ts';

/** Seconds. */
const month = 2_592_000;

const { maxAge, signInAge } = defaults;
const endsOne: readonly Task[] = ['revoke-user', 'revoke-session', 'sign-out'];

interface Running {
  readonly task: Task;
  readonly steps: Writer;
  readonly began: number;
  readonly signIn: SignIn | undefined;
  /** The keys of the ring when it began. */
  readonly kids: readonly string[];
  last: number;
}

export class Tasks {
  readonly ends: End[] = [];
  rotations = 0;
  readonly #running: (Running | null)[] = [null, null];
  readonly #system: System;
  readonly #signIns: readonly SignIn[];
  readonly #rules: Rules;

  constructor(system: System, signIns: readonly SignIn[], rules: Rules) {
    this.#system = system;
    this.#signIns = signIns;
    this.#rules = rules;
  }

  /** Takes the next step, or begins; `true` when there is nothing left of it. */
  advance(writer: 0 | 1, task: Task, clock: WriterClock): boolean {
    const time = clock.time();
    const signIn = this.#signIns.at(-1);
    // Nobody can end a session that there is not.
    if (!this.#running[writer] && endsOne.includes(task) && !signIn) return true;
    const running = (this.#running[writer] ??= this.#begin(task, signIn, clock));
    // A rotation goes on after any time; whoever waits for a call that takes longer has given it up.
    if (running.task !== 'rotate' && time - running.last > this.#rules.step) {
      this.stop(writer);
      return true;
    }
    running.last = time;
    const { done, value } = running.steps.next();
    if (!done) return false;
    this.stop(writer);
    if (value === 'done') this.#finish(running, time);
    return true;
  }

  stop(writer: 0 | 1): void {
    this.#running[writer] = null;
  }

  #begin(task: Task, signIn: SignIn | undefined, clock: WriterClock): Running {
    for (const one of this.#signIns) {
      const isMeant =
        task === 'revoke-user' ? one.sub === signIn?.sub : task === 'sign-out' && one === signIn;
      // Cognito is told first.
      if (isMeant) one.refreshable = false;
      if (isMeant && task === 'sign-out') one.isForgotten = true;
    }
    const time = clock.time();
    const kids = this.#kids();
    return { task, steps: this.#steps(task, signIn, clock), began: time, last: time, signIn, kids };
  }

  #finish({ task, began, signIn, kids }: Running, done: number): void {
    if (task === 'rotate') this.rotations += 1;
    if (task === 'rotate' || task === 'repair') return;
    const held = this.#kids();
    const isDrop = task === 'drop' || task === 'replace';
    const dropped = isDrop ? kids.filter((kid) => !held.includes(kid)) : [];
    this.ends.push({ task, began, done, signIn, dropped });
  }

  #kids(): string[] {
    return this.#system.secret.current.ring.keys.map(({ kid }) => kid);
  }

  /** With a window that reaches exactly as far as the rules say, not a step further. */
  #revoke(clock: WriterClock, sub: string, change: Parameters<typeof revoke>[3]): Writer {
    return revoke(this.#system, clock, sub, change, (revokedUntil, now) =>
      signInWindow(revokedUntil, now, this.#rules.memory, 0),
    );
  }

  #steps(task: Task, signIn: SignIn | undefined, clock: WriterClock): Writer {
    const system = this.#system;
    const { sub = '', sid = '' } = signIn ?? {};
    switch (task) {
      case 'rotate':
        return this.#rules.rotation(system, clock);
      case 'repair':
        return publish(system, clock);
      case 'drop':
        return changeRing(system, clock, (ring, now) => dropKeys(ring, now, system.randomKey));
      case 'replace':
        return changeRing(system, clock, (ring, now) => replaceKeys(ring, now, system.randomKey));
      case 'everyone-out':
        return changeRing(system, clock, everyoneOut);
      case 'revoke-user':
        return this.#revoke(clock, sub, (entry, now) => revokeUser(entry, now, now + month));
      case 'revoke-session':
        return this.#revoke(clock, sub, (entry, now) =>
          revokeSids(entry, [sid], now, now + signInAge + maxAge),
        );
      case 'sign-out':
        return changeEntry(system, clock, sub, (entry, now) =>
          revokeSids(entry, [sid], now, now + maxAge + clockSlack),
        );
    }
  }
}
