import { generateKeyPairSync } from 'node:crypto';
import type ProviderType from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { identityProviderNamed, scopesOf } from '../clients.ts';
import type { Pool } from '../pool.ts';
import { refreshTokenLength } from '../sign-ins.ts';
import { adapterFactory } from './adapter.ts';
import { discardedIdTokenAlg } from './client-metadata.ts';
import { cognitoAuthorize, cognitoTokens } from './cognito-ways.ts';
import { interactionPolicy, Provider } from './oidc-provider.ts';
import { errorPage } from './pages.ts';

/** Seconds that somebody may take to fill in the form. */
const loginAttemptTtl = 1800;

/** The browser session's cookie is named as Cognito's. */
export const sessionCookie = 'cognito';

/**
 * oidc-provider as Cognito's authorize, token and revoke endpoints. It judges the requests: client
 * authentication, redirect URI, PKCE, codes used twice. The tokens it would hand out are replaced by
 * the pool's, which both faces of Cognito share.
 */
export function createProvider(pool: Pool): ProviderType {
  const provider = new Provider(pool.issuer, configuration(pool));
  // The listener sets the forwarded host, so that URLs are on the domain whatever the local address.
  provider.proxy = true;
  provider.on('server_error', (_, error) => {
    pool.settings.onError(error);
  });
  provider.use(cognitoAuthorize(pool));
  provider.use(cognitoTokens(pool));
  return provider;
}

function configuration(pool: Pool): Configuration {
  return {
    adapter: adapterFactory(pool),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: () => true,
    cookies: {
      names: { session: sessionCookie, interaction: 'cognito-login', resume: 'cognito-resume' },
    },
    enabledJWA: { idTokenSigningAlgValues: [discardedIdTokenAlg] },
    expiresWithSession: () => false,
    extraParams: ['identity_provider', 'idp_identifier', 'lang'],
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => owns(client, token) },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: (_, sub) => accountOf(pool, sub),
    formats: {
      bitsOfOpaqueRandomness: (_, token) =>
        token.kind === 'RefreshToken' ? refreshTokenLength * 6 : 256,
    },
    interactions: {
      policy: loginOnly(),
      url: (ctx, interaction) => loginPath(pool, ctx, interaction),
    },
    issueRefreshToken: () => true,
    jwks: { keys: [discardedKey()] },
    loadExistingGrant: (ctx) => beginSignIn(pool, ctx),
    pkce: { required: () => false },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(out.error);
    },
    responseTypes: ['code'],
    rotateRefreshToken: (ctx) =>
      pool.clients.get(ctx.oidc.client?.clientId ?? '')?.refreshTokenRotation !== undefined,
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
    },
    scopes: [...new Set(pool.clients.all().flatMap(scopesOf))],
    ttl: {
      AccessToken: pool.settings.accessTokenTtl,
      AuthorizationCode: pool.settings.codeTtl,
      Grant: loginAttemptTtl,
      IdToken: pool.settings.idTokenTtl,
      Interaction: loginAttemptTtl,
      RefreshToken: loginAttemptTtl,
      Session: (_, session) => browserSessionTtl(pool, session.loginTs),
    },
  };
}

function owns(client: { clientId: string }, token: { clientId?: string | undefined }): boolean {
  return client.clientId === token.clientId;
}

function discardedKey(): Record<string, unknown> & { kty: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kty: 'EC', ...privateKey.export({ format: 'jwk' }), alg: discardedIdTokenAlg };
}

/** Only users who may sign in have an account: codes and refresh tokens of others are refused. */
function accountOf(pool: Pool, sub: string) {
  const user = pool.users.bySub(sub);
  if (!user?.enabled) return undefined;
  return { accountId: sub, claims: () => ({ sub }) };
}

/** Cognito never asks for consent; a session whose user is gone is none. */
function loginOnly() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const { Check } = interactionPolicy;
  policy
    .get('login')
    ?.checks.add(
      new Check(
        'no_account',
        'the user of the session is disabled or deleted',
        'login_required',
        (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
      ),
    );
  return policy;
}

/** The form, or at once the page of the external provider that the request names. */
function loginPath(
  pool: Pool,
  ctx: KoaContextWithOIDC,
  interaction: { readonly uid: string; readonly params: Readonly<Record<string, unknown>> },
): string {
  const { params } = interaction;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') query.set(name, value);
  }
  query.set('interaction', interaction.uid);
  const client = pool.clients.get(ctx.oidc.client?.clientId ?? '');
  const named = params['identity_provider'] ?? params['idp_identifier'];
  const external = client && identityProviderNamed(client, named);
  return `${external === undefined ? '/login' : '/corporate-sign-in'}?${query.toString()}`;
}

/** Every authorization is a sign-in of its own, whose `auth_time` is the browser session's. */
async function beginSignIn(pool: Pool, ctx: KoaContextWithOIDC) {
  const { session, client, params, account } = ctx.oidc;
  if (!session || !client || !account) return undefined;
  const signIn = pool.signIns.begin({
    sub: account.accountId,
    clientId: client.clientId,
    authTime: session.loginTs ?? Math.floor(pool.settings.now() / 1000),
    scope: typeof params?.['scope'] === 'string' ? params['scope'] : '',
    // Longer than the code lives, so that it is the code that expires.
    pendingTtl: pool.settings.codeTtl + 60,
  });
  return ctx.oidc.provider.Grant.find(signIn.originJti);
}

/** The session lasts from the sign-in; using it does not prolong it. */
function browserSessionTtl(pool: Pool, signedInAt: number | undefined): number {
  const { hostedSessionTtl, now } = pool.settings;
  if (signedInAt === undefined) return hostedSessionTtl;
  return Math.max(1, signedInAt + hostedSessionTtl - Math.floor(now() / 1000));
}
