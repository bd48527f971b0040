import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, jwtVerify, type JWTPayload } from 'jose';
import type { SigningKey } from './keys.ts';
import type { ClientConfig, Settings } from './options.ts';
import type { SignIn } from './sign-ins.ts';
import type { User } from './users.ts';

/** What a pair of tokens is about. Times in seconds since 1970. */
export interface TokenFacts {
  readonly issuer: string;
  readonly user: User;
  readonly client: ClientConfig;
  readonly signIn: SignIn;
  readonly authTime: number;
  readonly issuedAt: number;
  readonly originJti: boolean;
  readonly nonce?: string | undefined;
  /** Whether the ID token is bound to the access token, as at the token endpoint. */
  readonly atHash: boolean;
  /** One for the pair: both tokens tell of the same event. */
  readonly eventId: string;
}

export interface IssuedTokens {
  /** Only when the sign-in's scope has `openid`, or comes from the API, which has no such scope. */
  readonly idToken: string | undefined;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

function common(facts: TokenFacts, ttl: number): JWTPayload {
  const { user, signIn } = facts;
  return {
    sub: user.sub,
    ...(user.groups.length > 0 && { 'cognito:groups': [...user.groups] }),
    iss: facts.issuer,
    ...(facts.originJti && { origin_jti: signIn.originJti }),
    event_id: facts.eventId,
    auth_time: facts.authTime,
    exp: facts.issuedAt + ttl,
    iat: facts.issuedAt,
    jti: randomUUID(),
  };
}

/**
 * Claims of an access token; it has a client and no audience.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function accessClaims(facts: TokenFacts, ttl: number): JWTPayload {
  return {
    ...common(facts, ttl),
    version: 2,
    client_id: facts.client.clientId,
    token_use: 'access',
    scope: facts.signIn.scope,
    username: facts.user.username,
  };
}

/**
 * Claims of an ID token, with every attribute of the user.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function idClaims(facts: TokenFacts, ttl: number, accessToken: string): JWTPayload {
  const { user, nonce } = facts;
  return {
    ...user.attributes,
    ...(user.email !== undefined && { email: user.email, email_verified: user.emailVerified }),
    ...common(facts, ttl),
    ...(facts.atHash && { at_hash: accessTokenHash(accessToken) }),
    aud: facts.client.clientId,
    token_use: 'id',
    'cognito:username': user.username,
    ...(nonce !== undefined && { nonce }),
  };
}

/** OpenID Connect Core, 3.1.3.6. */
function accessTokenHash(accessToken: string): string {
  const hash = createHash('sha256').update(accessToken).digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}

/** Mints and reads the pool's tokens, the same for managed login and for the API. */
export class Tokens {
  readonly issuer: string;
  readonly #key: SigningKey;
  readonly #settings: Settings;

  constructor(issuer: string, key: SigningKey, settings: Settings) {
    this.issuer = issuer;
    this.#key = key;
    this.#settings = settings;
  }

  async issue(
    about: { readonly user: User; readonly client: ClientConfig; readonly signIn: SignIn },
    how: {
      readonly refreshed: boolean;
      readonly atHash: boolean;
      readonly nonce?: string | undefined;
    },
  ): Promise<IssuedTokens> {
    const settings = this.#settings;
    const issuedAt = Math.floor(settings.now() / 1000);
    const facts: TokenFacts = {
      ...about,
      issuer: this.issuer,
      issuedAt,
      authTime:
        how.refreshed && settings.authTimeOnRefresh === 'refresh'
          ? issuedAt
          : about.signIn.authTime,
      originJti: about.client.originJti ?? settings.originJti,
      nonce: how.nonce,
      atHash: how.atHash,
      eventId: randomUUID(),
    };
    const accessToken = await this.#sign(accessClaims(facts, settings.accessTokenTtl));
    const idToken = hasIdToken(about.signIn.scope)
      ? await this.#sign(idClaims(facts, settings.idTokenTtl, accessToken))
      : undefined;
    return { idToken, accessToken, expiresIn: settings.accessTokenTtl };
  }

  /** The claims of one of our access tokens; rejects with jose's error for anything else. */
  async readAccessToken(token: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.#key.publicKey, {
      issuer: this.issuer,
      algorithms: ['RS256'],
      currentDate: new Date(this.#settings.now()),
    });
    if (payload['token_use'] !== 'access') throw new TypeError('not an access token');
    return payload;
  }

  #sign(payload: JWTPayload): Promise<string> {
    return new SignJWT(payload)
      .setProtectedHeader({ kid: this.#key.kid, alg: 'RS256' })
      .sign(this.#key.privateKey);
  }
}

function hasIdToken(scope: string): boolean {
  const scopes = scope.split(' ');
  return scopes.includes('openid') || scope === 'aws.cognito.signin.user.admin';
}
