/** What everybody saw who took part in a history. */
import type { Bounds } from '../../keys/bounds.ts';
import type { RotationTimes } from '../../keys/rotation.ts';
import type { rotation } from '../../simulate/system/writers.ts';
import type { Task } from './history.ts';

/** A sign-in: who, and when it was by the world's clock. */
export interface SignIn {
  readonly sub: string;
  readonly sid: string;
  readonly at: number;
  readonly authTime: number;
  /** Cognito refreshes no more. */
  refreshable: boolean;
  /** Its browser has been signed out at Cognito. */
  isForgotten: boolean;
  /** The one whose form was filled in, where Cognito remembered the browser; `at` is of then. */
  readonly of: SignIn | null;
  /** Cognito has dated its memory as if the form had been filled in again. */
  readonly isDatedAnew: boolean;
}

export interface Token {
  readonly text: string;
  /** `null` for one that was forged with a key that has leaked. */
  readonly signIn: SignIn | null;
  /** When and from which token it was renewed. */
  readonly at: number;
  readonly parent: Token | null;
}

/** Something that has ended sessions. */
export interface End {
  readonly task: Exclude<Task, 'rotate' | 'repair'>;
  /** When the writer began, and when store and secret held it; by the world's clock. */
  readonly began: number;
  readonly done: number;
  /** Whose session, where it ends one user's. */
  readonly signIn: SignIn | undefined;
  /** The keys that went. */
  readonly dropped: readonly string[];
}

export interface Asked {
  readonly time: number;
  readonly now: number;
  readonly token: Token;
  readonly reason: string;
  readonly renewed: string;
}

export interface Minted {
  readonly time: number;
  readonly signIn: SignIn;
  /** `''` when it was refused. */
  readonly text: string;
  /** Of a session that an edge had seen. */
  readonly isRefresh: boolean;
}

export interface Record {
  readonly tokens: readonly Token[];
  readonly asked: readonly Asked[];
  readonly minted: readonly Minted[];
  readonly ends: readonly End[];
  readonly rotations: number;
}

/** By what a history is played. */
export interface Rules extends Bounds {
  readonly times: RotationTimes;
  readonly rotation: typeof rotation;
  /** How long the root ring has sign-ins compared after a revocation, in seconds. */
  readonly memory: number;
}
