import type { Channel } from './environment.ts';

/** What a page may want to hear of. */
export type LatchkeyEvent =
  /** A request was refused and nothing silent helped: offer a sign-in. */
  | { readonly type: 'sign-in-required'; readonly reason: string }
  /** Somebody has signed in, here or in another tab. */
  | { readonly type: 'signed-in' }
  /** The session has ended, here or in another tab. */
  | { readonly type: 'signed-out' };

export type Listener = (event: LatchkeyEvent) => void;

/** Knows whether somebody is signed in, and keeps page and other tabs told. */
export interface Presence {
  /** This tab has learned it from the server. */
  readonly learn: (signedIn: boolean) => void;
  readonly emit: (event: LatchkeyEvent) => void;
  /** @returns what ends the subscription */
  readonly subscribe: (listener: Listener) => () => void;
}

export function createPresence(channel: Channel | undefined): Presence {
  const listeners = new Set<Listener>();
  let known: boolean | undefined;

  const emit = (event: LatchkeyEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const settle = (signedIn: boolean): void => {
    const changed = known !== undefined && known !== signedIn;
    known = signedIn;
    if (changed) emit({ type: signedIn ? 'signed-in' : 'signed-out' });
  };

  channel?.listen((message) => {
    // A tab that never asked has nothing on its page that this could change.
    if (known === undefined) return;
    if (message === 'signed-in' || message === 'signed-out') settle(message === 'signed-in');
  });

  return {
    learn: (signedIn) => {
      if (known !== signedIn) channel?.post(signedIn ? 'signed-in' : 'signed-out');
      settle(signedIn);
    },
    emit,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
