/** Why the token exchange could not do what was asked, as OAuth says it (RFC 6749, section 5.2). */
export type ExchangeErrorCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'login_required'
  | 'access_denied'
  | 'not_found'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable'
  | 'server_error';

const statuses: Record<ExchangeErrorCode, number> = {
  invalid_request: 400,
  invalid_grant: 400,
  login_required: 401,
  access_denied: 403,
  not_found: 404,
  unsupported_grant_type: 400,
  temporarily_unavailable: 503,
  server_error: 500,
};

/** Seconds after which it makes sense to ask again. */
export const retryAfter = 10;

/** An answer other than the one wanted. The description is for the caller and holds no secret. */
export class ExchangeError extends Error {
  readonly code: ExchangeErrorCode;
  readonly status: number;
  /** Seconds after which it makes sense to ask again, where the status is one of 5xx. */
  readonly retryAfter: number;
  /** Where the visitor wanted to go, when the request itself does not say. */
  returnTo: string | null = null;
  /** What the browser is to keep all the same. */
  cookies: readonly string[] = [];

  /** @param cause for the log */
  constructor(
    code: ExchangeErrorCode,
    description: string,
    cause?: unknown,
    seconds: number = retryAfter,
  ) {
    super(description, { cause });
    this.name = 'ExchangeError';
    this.code = code;
    this.status = statuses[code];
    this.retryAfter = seconds;
  }
}

/** Something that we depend on does not answer, or not sensibly. */
export function unavailable(what: string, cause?: unknown): ExchangeError {
  return new ExchangeError('temporarily_unavailable', `${what} cannot be reached`, cause);
}
