import { freshRing } from '../../session/lifetimes.ts';
import { setSession } from '../cookies.ts';
import { endedForEveryone, endedForUser, waitForEveryoneOut } from '../back-in.ts';
import type { Dependencies } from '../dependencies.ts';
import { ExchangeError, unavailable } from '../errors.ts';
import type { TokenUse } from '../jwt.ts';
import { json, type Reply } from '../reply.ts';
import type { ExchangeRequest } from '../request.ts';
import { mintSession } from '../session.ts';
import type { Settings } from '../settings.ts';

/** RFC 8693, sections 2.1 and 3. */
const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const tokenTypes = {
  id: 'urn:ietf:params:oauth:token-type:id_token',
  access: 'urn:ietf:params:oauth:token-type:access_token',
} as const;

/**
 * `POST token`: OAuth 2.0 Token Exchange (RFC 8693). A Cognito token in, the session out: as JSON,
 * and as the cookie where a page of this origin asks.
 */
export async function token(request: ExchangeRequest, dependencies: Dependencies): Promise<Reply> {
  const { settings, now, random } = dependencies;
  if (request.verdict === 'unavailable') throw unavailable('the key store', 'as the edge says');
  const { subjectToken, use } = readGrant(request, settings);
  const jwt = await dependencies.jwt();
  const vouched = await jwt.verifySubjectToken(subjectToken, use);
  if (now() >= vouched.iat + settings.maxAge) {
    throw new ExchangeError('invalid_grant', 'the subject token is too old: refresh it first');
  }
  const ring = await dependencies.ring(freshRing);
  waitForEveryoneOut(ring, now());
  const ended =
    endedForEveryone(vouched, ring) || (await endedForUser(vouched, 'jwt', ring, dependencies));
  if (ended) throw new ExchangeError('invalid_grant', 'this sign-in was ended', ended);

  const session = mintSession(vouched, random(12), ring, now(), settings);
  const { sub, sid, exp } = session.claims;
  const isFromOwnPage = request.headers['sec-fetch-site'] === 'same-origin';
  return json(
    200,
    {
      access_token: session.token,
      issued_token_type: tokenTypes.access,
      // RFC 8693, section 2.2.1: N_A for what is no bearer token here.
      token_type: settings.bearer ? 'Bearer' : 'N_A',
      expires_in: exp - now(),
    },
    'exchanged',
    {
      ...(isFromOwnPage && { cookies: [setSession(session.token, settings)] }),
      details: { sub, sid, use },
    },
  );
}

/** Several times what Cognito's JWTs come to. */
const maxBody = 16_384;

function readGrant(
  request: ExchangeRequest,
  settings: Settings,
): { subjectToken: string; use: TokenUse } {
  const type = request.headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    throw new ExchangeError('invalid_request', 'send application/x-www-form-urlencoded');
  }
  if (request.body.length > maxBody) {
    throw new ExchangeError('invalid_request', `more than ${maxBody} characters are no token`);
  }
  const form = new URLSearchParams(request.body);
  const names = [...form.keys()];
  if (new Set(names).size < names.length) {
    throw new ExchangeError('invalid_request', 'a parameter may stand once only');
  }
  if (form.get('grant_type') !== grantType) {
    throw new ExchangeError('unsupported_grant_type', `grant_type has to be ${grantType}`);
  }
  const subjectToken = form.get('subject_token');
  if (!subjectToken) throw new ExchangeError('invalid_request', 'subject_token is missing');
  const wanted = form.get('requested_token_type') ?? tokenTypes.access;
  if (wanted !== tokenTypes.access) {
    throw new ExchangeError(
      'invalid_request',
      `requested_token_type can only be ${tokenTypes.access}`,
    );
  }
  return { subjectToken, use: readTokenUse(form.get('subject_token_type'), settings) };
}

function readTokenUse(type: string | null, { exchangeAccessTokens }: Settings): TokenUse {
  if (type === tokenTypes.id) return 'id';
  if (type === tokenTypes.access && exchangeAccessTokens) return 'access';
  const known = exchangeAccessTokens ? `${tokenTypes.id} or ${tokenTypes.access}` : tokenTypes.id;
  throw new ExchangeError('invalid_request', `subject_token_type has to be ${known}`);
}
