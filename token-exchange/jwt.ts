import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtBaseError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { assertIsJwks, SimpleJwksCache, type Jwks } from 'aws-jwt-verify/jwk';
import { createHash } from 'node:crypto';
import { clockSlack } from '../session/lifetimes.ts';
import { ExchangeError, unavailable } from './errors.ts';
import { send } from './http.ts';

/** What is taken from a Cognito JWT once it has been verified. Times in seconds since 1970. */
export interface VouchedClaims {
  readonly sub: string;
  readonly iat: number;
  /** When the person signed in; `iat` where the JWT does not say. */
  readonly authTime: number;
  /** The sign-in; `null` for a client whose tokens have no `origin_jti`. */
  readonly sid: string | null;
  readonly groups: readonly string[];
}

export interface JwtVerifier {
  /**
   * An ID token of this deployment's own client.
   *
   * @throws {ExchangeError} `invalid_grant` when it is not good
   */
  verifyIdToken(jwt: string): Promise<VouchedClaims>;
  /**
   * A token that a program brings: of any client that is listed for it.
   *
   * @throws {ExchangeError} `invalid_grant` when it is not good
   */
  verifySubjectToken(jwt: string, use: TokenUse): Promise<VouchedClaims>;
}

export type TokenUse = 'id' | 'access';

export interface VerifierOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly exchangeClientIds: readonly string[];
  /** The claim that holds a person's groups. */
  readonly groupsClaim: string;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
export function issuerOf(userPoolId: string): string {
  const region = userPoolId.slice(0, userPoolId.indexOf('_'));
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}

const timeout = 3000;

/** Seconds that Cognito's clock and ours may be apart; farther, nobody can be let in. */
export const clockTolerance = 180;

/**
 * @param endpoint where key sets are, when not at the issuer's own host
 * @param now seconds since 1970
 */
export function jwtVerifier(
  options: VerifierOptions,
  endpoint: string | undefined,
  now: () => number,
): JwtVerifier {
  const { userPoolId, clientId, exchangeClientIds, groupsClaim } = options;
  const jwksCache = new SimpleJwksCache({
    fetcher: keySetFetcher(endpoint),
    jwksParser: readKeySet,
  });
  const verifierFor = (tokenUse: TokenUse, clientIds: readonly string[]) =>
    CognitoJwtVerifier.create(
      { userPoolId, tokenUse, clientId: [...clientIds], graceSeconds: 60 },
      { jwksCache },
    );
  const own = verifierFor('id', [clientId]);
  const subject = {
    id: verifierFor('id', [clientId, ...exchangeClientIds]),
    access: verifierFor('access', [clientId, ...exchangeClientIds]),
  };

  async function verify(verifier: typeof own, jwt: string): Promise<VouchedClaims> {
    try {
      return byOurClock(claimsOf(await verifier.verify(jwt), groupsClaim), now());
    } catch (error) {
      if (error instanceof ExchangeError) throw error;
      if (isRefusal(error)) {
        throw new ExchangeError('invalid_grant', 'the token is not good', error.name);
      }
      throw unavailable('Cognito', error instanceof Error ? error.name : 'unknown');
    }
  }

  return {
    verifyIdToken: (jwt) => verify(own, jwt),
    verifySubjectToken: (jwt, use) => verify(subject[use], jwt),
  };
}

/** Whether it is the JWT's fault, not the key set's. */
function isRefusal(error: unknown): error is Error {
  const keySetErrors = [
    FetchError,
    JwksValidationError,
    JwkValidationError,
    WaitPeriodNotYetEndedJwkError,
  ];
  return error instanceof JwtBaseError && !keySetErrors.some((kind) => error instanceof kind);
}

function keySetFetcher(endpoint: string | undefined) {
  return {
    async fetch(uri: string): Promise<ArrayBuffer> {
      const url = endpoint === undefined ? uri : `${endpoint}${new URL(uri).pathname}`;
      const answer = await send(url, { timeout }).catch(() => null);
      if (answer?.status !== 200) throw new FetchError(uri, answer?.status ?? 'no answer');
      return new TextEncoder().encode(answer.body).buffer;
    },
  };
}

function readKeySet(bytes: ArrayBuffer): Jwks {
  const keySet = JSON.parse(new TextDecoder().decode(bytes)) as Jwks;
  assertIsJwks(keySet);
  // With none at all, every JWT would seem forged, and the set not be asked for again for a while.
  if (keySet.keys.length === 0) throw new JwksValidationError('the key set is empty');
  return keySet;
}

/** The sign-in that a JWT belongs to: the same through every refresh. */
export function sidOf(originJti: string): string {
  return createHash('sha256').update(originJti).digest('base64url').slice(0, 16);
}

function claimsOf(payload: Record<string, unknown>, groupsClaim: string): VouchedClaims {
  const { sub, iat, auth_time: authTime, origin_jti: originJti } = payload;
  return {
    sub: String(sub),
    iat: Number(iat),
    authTime: typeof authTime === 'number' ? authTime : Number(iat),
    sid: typeof originJti === 'string' ? sidOf(originJti) : null,
    groups: groupsOf(payload[groupsClaim]),
  };
}

/**
 * What Cognito dates later than any clock but its own would, dated by ours: the edges take no token
 * from the future. An earlier date lets in nobody whom the later one would not: every check is for
 * a date that is not before some moment.
 *
 * @throws {ExchangeError} `temporarily_unavailable` when the clocks are too far apart
 */
export function byOurClock<Dated extends Pick<VouchedClaims, 'iat' | 'authTime'>>(
  claims: Dated,
  now: number,
): Dated {
  if (claims.iat <= now + clockSlack) return claims;
  if (claims.iat > now + clockTolerance) throw unavailable('Cognito', 'its clock and ours differ');
  return { ...claims, iat: now, authTime: Math.min(claims.authTime, now) };
}

/** A list, or a text as providers' attributes come: a JSON list, `[a, b]` or `a,b`. */
export function groupsOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((name): name is string => typeof name === 'string');
  if (typeof claim !== 'string') return [];
  const list = parseList(claim);
  if (list !== null) return groupsOf(list);
  const names = /^\s*\[(.*)\]\s*$/s.exec(claim)?.[1] ?? claim;
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function parseList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
