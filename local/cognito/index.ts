/**
 * A stand-in for Amazon Cognito: managed login and the user-pool API over one set of users, one
 * signing key and one store of sign-ins. Everything is in memory.
 *
 * Time: all lifetimes go by the `now` of the options. The one exception is the `expires` that a
 * browser sees on cookies, which is on the machine's clock, as the browser is.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpResponse } from '../http.ts';
import type { CognitoListener } from './events.ts';
import { send } from './login/respond.ts';
import type { ClientConfig, CognitoOptions, Delivery } from './options.ts';
import { createPool, originOf } from './pool.ts';
import { createListener, partFor, type RequestHead } from './routes.ts';
import type { Users } from './users.ts';

export type { CognitoEvent, CognitoListener } from './events.ts';
export type { ClientConfig, CognitoOptions, Delivery, UserSeed } from './options.ts';
export type { RequestHead } from './routes.ts';
export type { User, Users } from './users.ts';

/** Looks at a request first; what it returns is the answer, undefined lets the request pass. */
export type Interceptor = (head: RequestHead) => HttpResponse | undefined;

export interface Cognito {
  /** For `node:http`; serves every path of Cognito's and answers 404 to others. */
  listener(req: IncomingMessage, res: ServerResponse): void;
  /** Whether a request is for Cognito, by method, path and `x-amz-target`. */
  handles(head: RequestHead): boolean;
  readonly users: Users;
  /** An app client as it stands; undefined for an unknown one. */
  client(clientId: string): ClientConfig | undefined;
  /** Changes an app client, its callback URLs for instance. Throws for an unknown one. */
  setClient(clientId: string, patch: Partial<Omit<ClientConfig, 'clientId'>>): void;
  /** Moves managed login to another origin, for when its port is known late. */
  setDomain(domain: string): void;
  /** Ends all refresh tokens of a user, as AdminUserGlobalSignOut. */
  signOutEverywhere(username: string): void;
  /** Tells of sign-ins, tokens and revocations; returns the function that ends it. */
  subscribe(listener: CognitoListener): () => void;
  /** Makes Cognito fail, throttle or answer anything, for tests; undefined ends it. */
  intercept(interceptor: Interceptor | undefined): void;
  /** Every message to users so far: confirmation codes and temporary passwords. */
  readonly outbox: readonly Delivery[];
  /** `https://cognito-idp.{region}.amazonaws.com/{userPoolId}`, wherever this listens. */
  readonly issuer: string;
  /** Path of the key set on the listener. */
  readonly jwksPath: string;
  /** The key set itself, for verifiers that do not fetch. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, string>>[] };
}

export function createCognito(options: CognitoOptions): Cognito {
  const pool = createPool(options);
  const serve = createListener(pool);
  const { userPoolId } = pool.settings;
  let interceptor: Interceptor | undefined;
  return {
    listener: (req, res) => {
      const answer = interceptor?.(req);
      if (answer) send(res, answer);
      else serve(req, res);
    },
    handles: (head) => partFor(head, userPoolId) !== undefined,
    users: pool.users,
    client: (clientId) => pool.clients.get(clientId),
    setClient: (clientId, patch) => {
      pool.clients.set(clientId, patch);
    },
    setDomain: (domain) => {
      pool.domain = originOf(domain);
    },
    signOutEverywhere: (username) => {
      const user = pool.users.get(username);
      if (!user) throw new Error(`no user ${username}`);
      pool.signIns.revokeUser(user.sub);
      pool.events.emit({ type: 'signed-out-everywhere', username: user.username });
    },
    subscribe: (listener) => pool.events.subscribe(listener),
    intercept: (next) => {
      interceptor = next;
    },
    outbox: pool.codes.outbox,
    issuer: pool.issuer,
    jwksPath: `/${userPoolId}/.well-known/jwks.json`,
    jwks: { keys: [pool.key.jwk] },
  };
}
