import { readFileSync } from 'node:fs';

export interface TokenVector {
  readonly name: string;
  readonly token: string;
  /** `''` where it is good. */
  readonly reason: string;
  readonly groups?: readonly string[];
  readonly store?: Readonly<Record<string, string>>;
}

export interface Tokens {
  readonly clock: number;
  readonly audience: string;
  readonly lifetimes: { readonly sessionTtl: number; readonly maxAge: number };
  readonly sid: string;
  readonly sub: string;
  readonly store: Readonly<Record<string, string>>;
  readonly accepted: readonly TokenVector[];
  readonly refused: readonly TokenVector[];
}

export interface RingText {
  readonly notBefore: number;
  readonly revokedUntil: number;
  readonly signInsFrom: number;
  readonly keys: readonly {
    readonly kid: string;
    readonly key: string;
    readonly signsFrom: number | null;
  }[];
}

export interface Rings {
  readonly clock: number;
  readonly audience: string;
  readonly token: string;
  readonly good: readonly {
    readonly name: string;
    readonly text: string;
    readonly ring: RingText;
    readonly signing: string | null;
    /** One for each key. */
    readonly tokens: readonly string[];
  }[];
  /** `edge` is the reason it gives for `token`: of a ring it reads the times and the one key. */
  readonly unreadable: readonly {
    readonly name: string;
    readonly text: string;
    readonly edge: string;
  }[];
}

export interface Keys {
  readonly derived: readonly {
    readonly secret: string;
    readonly purpose: 'session' | 'login';
    readonly audience: string;
    readonly key: string;
  }[];
  readonly edgeRings: readonly {
    readonly root: string;
    readonly audience: string;
    readonly revokedUntil: number;
    readonly edge: string;
  }[];
}

export interface Revocations {
  readonly clock: number;
  readonly session: { readonly iat: number; readonly sid: string };
  readonly readable: readonly {
    readonly name: string;
    readonly text: string;
    readonly entry: {
      readonly until: number;
      readonly before: number;
      readonly sids: readonly string[];
    };
    readonly reason: string;
  }[];
  readonly unreadable: readonly { readonly name: string; readonly text: string }[];
}

const load = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as T;

export const tokens = load<Tokens>('tokens');
export const rings = load<Rings>('rings');
export const keys = load<Keys>('keys');
export const revocations = load<Revocations>('revocations');
