/** Somebody whose session has expired, and what becomes of them where a part of the world differs. */
import type { CognitoClient } from '../../token-exchange/cognito.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { ExchangeError } from '../../token-exchange/errors.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { fakeCognito, fakeDependencies, fakeJwt, now } from './fakes.ts';
import { navigation, scripted, signedInCookies, type RequestChanges } from './requests.ts';

/** An expired token and a refresh token. */
export const cookies = signedInCookies({ iat: now - 4000, exp: now - 400 });

export const refresh = (changes: RequestChanges = {}) =>
  scripted('refresh', { method: 'POST', cookies, verdict: 'expired', ...changes });

export const login = (changes: RequestChanges = {}) =>
  navigation('login', { cookies, verdict: 'expired', query: { return_to: '/app/' }, ...changes });

export const withCognito = (overrides: Partial<CognitoClient>) =>
  fakeDependencies({ cognito: () => Promise.resolve(fakeCognito(overrides)) });

export const withClaims = (claims: Partial<VouchedClaims>, more: Partial<Dependencies> = {}) =>
  fakeDependencies({ jwt: () => Promise.resolve(fakeJwt(claims)), ...more });

/** Cognito does not take the token any more. */
export const refuse = () => Promise.reject(new ExchangeError('invalid_grant', 'not good'));

export const bodyOf = (body: string | undefined) =>
  JSON.parse(body ?? '') as Record<string, unknown>;
