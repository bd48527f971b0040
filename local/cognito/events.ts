/** What happened in the pool, for tests and for the console of a local run. No secrets in it. */
export type CognitoEvent =
  | {
      readonly type: 'signed-in';
      readonly username: string;
      readonly clientId: string;
      /** `COGNITO` for the pool's own form or the API, else the external provider. */
      readonly provider: string;
    }
  | {
      readonly type: 'tokens-issued';
      readonly endpoint: 'oauth' | 'api';
      readonly refreshed: boolean;
      readonly username: string;
      readonly clientId: string;
      readonly originJti: string;
    }
  | { readonly type: 'sign-in-revoked'; readonly originJti: string }
  | { readonly type: 'signed-out-everywhere'; readonly username: string }
  | { readonly type: 'browser-session-ended' };

export type CognitoListener = (event: CognitoEvent) => void;

export class Events {
  readonly #listeners = new Set<CognitoListener>();

  /** Returns the function that ends the subscription. */
  subscribe(listener: CognitoListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(event: CognitoEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
