import { readLoginRequired, readRefresh, readSession, refreshable } from './answers.ts';
import { endpointCaller } from './endpoints.ts';
import type { Environment } from './environment.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { createPresence } from './presence.ts';
import { destination, keepFragment, loginUrl, restoreFragment } from './sign-in.ts';
import { exchangeToken } from './token.ts';
import type { ClientOptions, LatchkeyClient } from './types.ts';

/** Builds the client of an environment; pages call `createClient`. */
export function buildClient(environment: Environment, options: ClientOptions): LatchkeyClient {
  const authPath = checkedAuthPath(options.authPath ?? '/_auth');
  const { location, storage } = environment;
  const endpoints = endpointCaller(environment, authPath);
  const presence = createPresence(environment.openChannel?.(`latchkey${authPath}`));
  let refreshing: Promise<Date | null> | undefined;

  const askCognito = async (): Promise<Date | null> => {
    const { status, body } = await endpoints.post('refresh');
    const expiresAt = status === 401 ? null : readRefresh(body);
    presence.learn(expiresAt !== null);
    return expiresAt;
  };
  // Requests that fail together share one refresh.
  const refresh = (): Promise<Date | null> =>
    (refreshing ??= askCognito().finally(() => (refreshing = undefined)));

  const session: LatchkeyClient['session'] = async (how = {}) => {
    const { status, body } = await endpoints.get('session');
    if (status !== 401) {
      const found = readSession(body);
      presence.learn(true);
      return found;
    }
    const mendable = how.refresh === true && refreshable(readLoginRequired(body) ?? 'none');
    if (mendable && (await refresh()) !== null) return session();
    presence.learn(false);
    return null;
  };

  const signIn: LatchkeyClient['signIn'] = ({ returnTo = location.href } = {}) => {
    const back = destination(returnTo, location.href);
    keepFragment(storage, back);
    location.assign(loginUrl(authPath, back));
  };

  const recovery = {
    refresh: async () => (await refresh()) !== null,
    signInRequired: (reason: string) => {
      presence.learn(false);
      presence.emit({ type: 'sign-in-required', reason });
      if (options.signInOn401 === true) signIn();
    },
  };

  restoreFragment(environment);
  return {
    session,
    signIn,
    signOut: () => {
      presence.learn(false);
      location.assign(`${authPath}/logout`);
    },
    refresh,
    renew: async () => (await endpoints.post('renew')).status !== 401,
    exchange: async (idToken) => {
      const expiresAt = await exchangeToken(endpoints, idToken, environment.now);
      presence.learn(true);
      return expiresAt;
    },
    fetch: (input, init) => guardedFetch(environment, recovery, input, init),
    subscribe: presence.subscribe,
  };
}

function checkedAuthPath(authPath: string): string {
  if (!/^(?:\/[\w.~-]+)+$/.test(authPath)) {
    throw new TypeError('authPath must be a path such as "/_auth", without a slash at its end.');
  }
  return authPath;
}
