import { LatchkeyError } from './errors.ts';

/** Who is signed in, as the server told it. */
export interface Session {
  /** Cognito's user id. */
  readonly sub: string;
  /** Those of the user's groups that some rule of this site names. */
  readonly groups: readonly string[];
  /** When the session ends unless it is used, by the server's clock. */
  readonly expiresAt: Date;
  /** When Cognito last vouched for the user, by the server's clock. */
  readonly vouchedAt: Date;
}

/** Reads the answer of `GET session`. @throws LatchkeyError `unexpected_answer` */
export function readSession(body: unknown): Session {
  const { sub, groups, exp, iat } = members(body);
  if (typeof sub !== 'string' || !isTextList(groups)) throw unexpected('session');
  return {
    sub,
    groups,
    expiresAt: readSeconds(exp, 'session'),
    vouchedAt: readSeconds(iat, 'session'),
  };
}

/** Reads the answer of `POST refresh`. @throws LatchkeyError `unexpected_answer` */
export function readRefresh(body: unknown): Date {
  return readSeconds(members(body).exp, 'refresh');
}

/**
 * Reads the answer of `POST token` (RFC 8693, section 2.2.1) and tells when the session ends.
 *
 * @param now milliseconds since 1970
 * @throws LatchkeyError `unexpected_answer`
 */
export function readExchange(body: unknown, now: number): Date {
  const { expires_in } = members(body);
  if (typeof expires_in !== 'number' || !Number.isFinite(expires_in)) throw unexpected('token');
  return new Date(now + expires_in * 1000);
}

/** The `error` of a refusal, undefined where the answer has none. */
export function readOauthError(body: unknown): string | undefined {
  const { error } = members(body);
  return typeof error === 'string' ? error : undefined;
}

/** Why the gate asks for a sign-in; null where the 401 is somebody else's. */
export function readLoginRequired(body: unknown): string | null {
  const { login, reason } = members(body);
  if (typeof login !== 'string') return null;
  return typeof reason === 'string' ? reason : 'none';
}

/**
 * Whether a refresh can mend it. Not when there is no session to renew or it was ended on purpose:
 * asking all the same would cost a call for every request of every visitor.
 */
export function refreshable(reason: string): boolean {
  return reason !== 'none' && reason !== 'signed-out' && reason !== 'revoked';
}

function members(body: unknown): Partial<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function readSeconds(value: unknown, endpoint: string): Date {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw unexpected(endpoint);
  return new Date(value * 1000);
}

function unexpected(endpoint: string): LatchkeyError {
  return new LatchkeyError(
    'unexpected_answer',
    `The answer of ${endpoint} is not of the form that this client knows.`,
  );
}
