import { randomUUID } from 'node:crypto';
import type { UserSeed } from './options.ts';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';

/** A user of the pool. Records are replaced, never changed in place. */
export interface User {
  /** A version 4 UUID. */
  readonly sub: string;
  readonly username: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly password: string;
  readonly groups: readonly string[];
  /** Without `sub`, `email` and `email_verified`, which have their own places. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly status: UserStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type NewUser = Omit<User, 'sub' | 'createdAt' | 'modifiedAt' | 'enabled'>;
export type UserPatch = Partial<Omit<User, 'sub' | 'username' | 'createdAt' | 'modifiedAt'>>;

/** The pool's users, the same for managed login and for the API. */
export class Users {
  readonly #bySub = new Map<string, User>();
  readonly #now: () => number;

  constructor(seeds: readonly UserSeed[], now: () => number) {
    this.#now = now;
    for (const seed of seeds) this.add(seed);
  }

  /** Adds a confirmed user. Throws when the name or the address is taken. */
  add(seed: UserSeed): User {
    return this.create({
      username: seed.username,
      email: seed.email,
      emailVerified: true,
      password: seed.password,
      groups: [...seed.groups],
      attributes: { ...seed.attributes },
      status: 'CONFIRMED',
    });
  }

  create(user: NewUser): User {
    const names = [user.username, ...(user.email === undefined ? [] : [user.email])];
    if (names.some((name) => this.get(name))) throw new Error(`${user.username} exists`);
    const at = this.#now();
    const created = { ...user, sub: randomUUID(), enabled: true, createdAt: at, modifiedAt: at };
    this.#bySub.set(created.sub, created);
    return created;
  }

  /** By username, e-mail address (both whatever the case) or sub. */
  get(name: string): User | undefined {
    const wanted = name.toLowerCase();
    return (
      this.#bySub.get(wanted) ??
      this.all().find(
        (user) => user.username.toLowerCase() === wanted || user.email?.toLowerCase() === wanted,
      )
    );
  }

  bySub(sub: string): User | undefined {
    return this.#bySub.get(sub);
  }

  all(): readonly User[] {
    return [...this.#bySub.values()];
  }

  /** Throws for an unknown user, as all below do. */
  update(name: string, patch: UserPatch): User {
    const updated = { ...this.#existing(name), ...patch, modifiedAt: this.#now() };
    this.#bySub.set(updated.sub, updated);
    return updated;
  }

  setGroups(name: string, groups: readonly string[]): User {
    return this.update(name, { groups: [...groups] });
  }

  disable(name: string): User {
    return this.update(name, { enabled: false });
  }

  enable(name: string): User {
    return this.update(name, { enabled: true });
  }

  delete(name: string): void {
    this.#bySub.delete(this.#existing(name).sub);
  }

  #existing(name: string): User {
    const user = this.get(name);
    if (!user) throw new Error(`no user ${name}`);
    return user;
  }
}

export type PasswordVerdict =
  | { readonly ok: true; readonly user: User }
  | { readonly ok: false; readonly reason: 'unknown' | 'wrong' | 'disabled' | 'unconfirmed' };

/** Whether a name and a password let somebody in, on the form as in the API. */
export function checkPassword(users: Users, name: string, password: string): PasswordVerdict {
  const user = users.get(name);
  if (!user) return { ok: false, reason: 'unknown' };
  if (user.password !== password) return { ok: false, reason: 'wrong' };
  if (!user.enabled) return { ok: false, reason: 'disabled' };
  if (user.status === 'UNCONFIRMED') return { ok: false, reason: 'unconfirmed' };
  return { ok: true, user };
}

/** Cognito's password policy, as far as this pool has one. */
export function passwordProblem(password: string): string | undefined {
  if (password.length >= 8) return undefined;
  return 'Password did not conform with policy: Password not long enough';
}

/** All attributes under their Cognito names. */
export function attributesOf(user: User): Record<string, string> {
  return {
    ...(user.email === undefined
      ? {}
      : { email: user.email, email_verified: String(user.emailVerified) }),
    ...user.attributes,
    sub: user.sub,
  };
}
