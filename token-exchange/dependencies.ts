import { ringCache } from '../session/lifetimes.ts';
import { parseRing, type KeyRing } from '../session/key-ring.ts';
import { awsCalls, cognitoEndpoint } from './aws.ts';
import { cached } from './cached.ts';
import { cognitoClient, type CognitoClient } from './cognito.ts';
import { unavailable } from './errors.ts';
import { jwtVerifier, type JwtVerifier } from './jwt.ts';
import { callbackUrl } from './request.ts';
import { revocations, type Revocations } from './key-value-store.ts';
import { formatSignOut, type SignOut } from '../session/sign-out.ts';
import { readDeployment, readSettings, settingsVariable, type Deployment } from './settings.ts';
import type { Settings } from './settings.ts';

/** What the endpoints work with. Everything that reads a clock, dice or the network is here. */
export interface Dependencies {
  readonly settings: Settings;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** Random bytes as base64url. */
  readonly random: (bytes: number) => string;
  /** @param maxAge seconds; reads an older ring anew */
  readonly ring: (maxAge?: number) => Promise<KeyRing>;
  readonly deployment: () => Promise<Deployment>;
  readonly cognito: () => Promise<CognitoClient>;
  readonly jwt: () => Promise<JwtVerifier>;
  readonly revocations: Revocations;
  /** Hands a sign-out to the writer that tells the edges; does nothing where that is turned off. */
  readonly announceSignOut: (signOut: SignOut) => Promise<void>;
}

/**
 * @throws {SettingsError} when the settings in the environment are not valid
 */
export function dependencies(env: Readonly<Record<string, string | undefined>>): Dependencies {
  const settings = readSettings(env[settingsVariable]);
  const aws = awsCalls(env);
  const now = () => Math.floor(Date.now() / 1000);

  const ring = cached(() => aws.getSecret(settings.ringSecret).then(readRing), now, ringCache);
  const deployment = cached(
    async () => readDeployment(await aws.getParameter(settings.deploymentParameter)),
    now,
    ringCache,
  );
  const clientSecret = cached(
    async () => {
      const { userPoolId, clientId } = await deployment.get();
      return aws.getClientSecret(userPoolId, clientId);
    },
    now,
    ringCache,
  );
  const cognito = perDeployment(deployment.get, (known) =>
    cognitoClient(
      known,
      callbackUrl(known.hosts[0] ?? '', settings.authPath),
      known.clientSecret ? () => clientSecret.get() : null,
      now,
    ),
  );
  const jwt = perDeployment(deployment.get, ({ userPoolId, clientId, exchangeClientIds }) =>
    jwtVerifier(
      { userPoolId, clientId, exchangeClientIds, groupsClaim: settings.groupsClaim },
      env[cognitoEndpoint],
      now,
    ),
  );

  return {
    settings,
    now,
    random: (bytes) =>
      Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url'),
    ring: (maxAge) => ring.get(maxAge),
    deployment: () => deployment.get(),
    cognito,
    jwt,
    revocations: revocations(settings.keyValueStore, env),
    announceSignOut: async (signOut) => {
      if (settings.signOutQueue === null) return;
      await aws.sendMessage(settings.signOutQueue, formatSignOut(signOut));
    },
  };
}

function readRing(text: string): KeyRing {
  const ring = parseRing(text);
  if (!ring) throw unavailable('the key ring', 'unreadable');
  return ring;
}

/** Made once, and again when the deployment has changed. */
function perDeployment<Made>(
  deployment: () => Promise<Deployment>,
  make: (deployment: Deployment) => Made,
): () => Promise<Made> {
  let made: { readonly from: string; readonly value: Made } | null = null;
  return async () => {
    const current = await deployment();
    const from = JSON.stringify(current);
    if (made?.from !== from) made = { from, value: make(current) };
    return made.value;
  };
}
