import { randomInt } from 'node:crypto';
import type { Delivery } from './options.ts';
import type { User } from './users.ts';

type CodeKind = Exclude<Delivery['kind'], 'invitation'>;

/** Seconds; Cognito's. */
const ttls: Readonly<Record<CodeKind, number>> = {
  'sign-up': 24 * 3600,
  'forgot-password': 3600,
};

/** Confirmation codes, each good once, and the messages that carried them. */
export class Codes {
  /** Every message so far, oldest first. */
  readonly outbox: Delivery[] = [];
  readonly #pending = new Map<string, { readonly code: string; readonly expiresAt: number }>();
  readonly #deliver: (delivery: Delivery) => void;
  readonly #now: () => number;

  constructor(deliver: (delivery: Delivery) => void, now: () => number) {
    this.#deliver = deliver;
    this.#now = now;
  }

  /** Sends a new six-digit code, which replaces the one before. */
  send(user: User, kind: CodeKind): void {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.#pending.set(`${kind} ${user.sub}`, {
      code,
      expiresAt: this.#now() + ttls[kind] * 1000,
    });
    this.message(user, code, kind);
  }

  /** Sends what is not a code that we check. */
  message(user: User, code: string, kind: Delivery['kind']): void {
    const delivery = { to: user.email ?? user.username, code, kind };
    this.outbox.push(delivery);
    this.#deliver(delivery);
  }

  /** Uses a code up when it is right. */
  redeem(user: User, kind: CodeKind, code: string): 'ok' | 'mismatch' | 'expired' {
    const key = `${kind} ${user.sub}`;
    const pending = this.#pending.get(key);
    if (!pending || this.#now() >= pending.expiresAt) return 'expired';
    if (pending.code !== code) return 'mismatch';
    this.#pending.delete(key);
    return 'ok';
  }
}
