/** What people are told when the sign-in service sends them back with an error. */
export interface SignInError {
  readonly status: number;
  readonly title: string;
  readonly message: string;
  /** Whether another attempt may help. */
  readonly retry: boolean;
}

const setUp: SignInError = {
  status: 500,
  title: 'This site is not set up for sign-in',
  message:
    'The sign-in service does not accept what this site asks of it. ' +
    'Trying again will not help until the people who run the site have changed its settings.',
  retry: false,
};

const unknown: SignInError = {
  status: 400,
  title: 'The sign-in did not work',
  message: 'The sign-in service sent you back without a reason that we know. Please try again.',
  retry: true,
};

/**
 * By the `error` that came back: RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6, and
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
const errors: Readonly<Record<string, SignInError>> = {
  access_denied: {
    status: 403,
    title: 'You were not signed in',
    message:
      'The sign-in was cancelled, or your account is not allowed in. ' +
      'If you think that it should be, ask the people who run this site.',
    retry: true,
  },
  invalid_request: {
    status: 400,
    title: 'The sign-in could not start',
    message:
      'Something in the request was missing or damaged: an old bookmark, perhaps, or a link ' +
      'that was cut off. Starting again usually helps.',
    retry: true,
  },
  unauthorized_client: setUp,
  unsupported_response_type: setUp,
  invalid_scope: setUp,
  server_error: {
    status: 503,
    title: 'The sign-in service had a problem',
    message: 'It is not your fault, and it usually passes. Please try again in a moment.',
    retry: true,
  },
  temporarily_unavailable: {
    status: 503,
    title: 'The sign-in service is busy',
    message: 'It cannot take sign-ins at the moment. Please try again in a minute.',
    retry: true,
  },
  login_required: {
    status: 403,
    title: 'Please sign in again',
    message: 'Your earlier sign-in has ended, so we could not bring you back without asking.',
    retry: true,
  },
  interaction_required: {
    status: 403,
    title: 'One more step is needed',
    message: 'The sign-in service has a question that only you can answer. Please sign in again.',
    retry: true,
  },
};

/** The words for an error code, which is untrusted: it comes from the address bar. */
export function signInError(code: string): SignInError {
  return Object.hasOwn(errors, code) ? (errors[code] ?? unknown) : unknown;
}

/** The code where it is one of those above: any other is not repeated to anybody. */
export function knownCode(code: string): string | undefined {
  return Object.hasOwn(errors, code) ? code : undefined;
}
