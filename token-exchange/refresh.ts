/**
 * Silent refresh: the refresh token in its cookie, asked of Cognito, and a session of it. It counts
 * only together with a session cookie of the same sign-in: a sibling subdomain can plant the one
 * (`__Secure-`), not the other (`__Host-`).
 */
import { clockSlack, freshRing } from '../session/lifetimes.ts';
import { sessionCookie } from '../session/names.ts';
import { parseToken } from '../session/token.ts';
import { endedBy, endedForEveryone, isKnownAtEdge, readRevocation, type Ended } from './back-in.ts';
import type { CognitoTokens } from './cognito.ts';
import { setRefreshToken, setSession } from './cookies.ts';
import type { Dependencies } from './dependencies.ts';
import { ExchangeError } from './errors.ts';
import type { VouchedClaims } from './jwt.ts';
import type { ExchangeRequest } from './request.ts';
import { mintSession, readSession, type Session } from './session.ts';

export type Refreshed =
  | { readonly session: Session; readonly cookies: readonly string[] }
  /** Somebody ended it: the way back is the form. */
  | { readonly ended: Exclude<Ended, ''> }
  /** There is nothing to refresh, or Cognito does not take it any more. */
  | { readonly failed: 'nothing' | 'not-accepted' | 'another-sign-in' };

/** @throws {ExchangeError} when something that it depends on does not answer */
export async function refreshSession(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<Refreshed> {
  const { settings, now } = dependencies;
  // Whoever can set this cookie can only name a sign-in whose refresh token they hold: its MAC,
  // which a dropped key leaves nobody to check, adds nothing to that.
  const previous = parseToken(request.cookies.get(sessionCookie) ?? '');
  if (request.refreshTokens.length === 0 || !previous) return { failed: 'nothing' };

  const ring = await dependencies.ring(freshRing);
  // Without `origin_jti` only the old token, as long as it verifies, says which sign-in it is.
  const verified = readSession(request, ring, settings);
  const answer = await askFor(
    ({ sub, sid }) => sub === previous.sub && (sid ?? verified?.sid) === previous.sid,
    request.refreshTokens,
    dependencies,
  );
  if ('failed' in answer) return answer;
  const { tokens, vouched } = answer;
  if (now() >= vouched.authTime + settings.signInAge) return { failed: 'not-accepted' };
  const authTime = shownAuthTime(vouched, verified?.iat ?? now() - settings.signInAge);
  const shown = { ...vouched, authTime };
  // Where refresh tokens rotate, one that is used and whose successor is not kept is lost.
  const kept =
    tokens.refreshToken === undefined ? [] : [setRefreshToken(tokens.refreshToken, settings)];
  try {
    // Only now: who has nothing that Cognito takes is to cost no call of the store.
    const isKnown = isKnownAtEdge(request.verdict, previous.iat, ring, settings, now());
    const ended =
      endedForEveryone(shown, ring) ||
      endedBy(isKnown ? null : await readRevocation(previous.sub, dependencies), shown, 'jwt');
    if (ended) return { ended };

    const session = mintSession(vouched, previous.sid, ring, now(), settings);
    return { session, cookies: [setSession(session.token, settings), ...kept] };
  } catch (error) {
    if (error instanceof ExchangeError) error.cookies = kept;
    throw error;
  }
}

interface Answer {
  readonly tokens: CognitoTokens;
  readonly vouched: VouchedClaims;
}

/** Cognito's answer for the sign-in that is wanted, whatever other tokens lie beside it. */
async function askFor(
  isWanted: (vouched: VouchedClaims) => boolean,
  refreshTokens: readonly string[],
  dependencies: Dependencies,
): Promise<Answer | { readonly failed: 'not-accepted' | 'another-sign-in' }> {
  let isEveryOneAccepted = true;
  for (const refreshToken of refreshTokens) {
    const answer = await ask(refreshToken, dependencies);
    if (answer && isWanted(answer.vouched)) return answer;
    isEveryOneAccepted &&= answer !== null;
  }
  return { failed: isEveryOneAccepted ? 'another-sign-in' : 'not-accepted' };
}

/** `null` when Cognito does not take the token any more. */
async function ask(refreshToken: string, dependencies: Dependencies): Promise<Answer | null> {
  const cognito = await dependencies.cognito();
  const jwt = await dependencies.jwt();
  try {
    const tokens = await cognito.refresh(refreshToken);
    return { tokens, vouched: await jwt.verifyIdToken(tokens.idToken) };
  } catch (error) {
    if (error instanceof ExchangeError && error.code === 'invalid_grant') return null;
    throw error;
  }
}

/**
 * Cognito may date a sign-in anew with each refresh. Then it is only known to be as recent as our
 * own session, or as the oldest refresh token where no key vouches for that.
 */
function shownAuthTime({ iat, authTime }: VouchedClaims, lastKnown: number): number {
  return authTime > iat - clockSlack ? Math.min(authTime, lastKnown) : authTime;
}
