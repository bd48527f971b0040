/** What AWS and its SDK say when something does not work, as one clear line each. */
import { Failure } from '../failure.ts';

/** A call to AWS that did not work. */
export class AwsFailure extends Failure {
  /** AWS's own name of the error. */
  readonly awsName: string;

  constructor(code: string, message: string, awsName: string, hint?: string) {
    super(code, message, hint);
    this.name = 'AwsFailure';
    this.awsName = awsName;
  }
}

/**
 * Calls AWS.
 *
 * @param action the permission that the call needs, such as `lambda:InvokeFunction`
 * @throws {AwsFailure}
 */
export async function call<Answer>(action: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw awsFailure(error, action);
  }
}

interface Seen {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly action: string;
}

interface Kind {
  readonly code: string;
  readonly matches: (seen: Seen) => boolean;
  readonly message: (seen: Seen) => string;
  readonly hint?: string;
}

const signIn = 'Sign in (aws sso login), or name another profile: --profile NAME';

/** In order: the first that matches says it. */
const kinds: readonly Kind[] = [
  {
    code: 'no-region',
    matches: ({ message }) => /region is missing/i.test(message),
    message: () => 'no AWS region is known',
    hint: 'Name it: --region eu-west-1, or set AWS_REGION',
  },
  {
    code: 'no-region',
    matches: ({ message }) => /region not accepted/i.test(message),
    message: () => 'that is no AWS region',
    hint: 'They are like eu-west-1',
  },
  {
    code: 'expired-credentials',
    matches: ({ name, message }) =>
      /^(ExpiredToken|TokenRefreshRequired)/.test(name) ||
      /(token|session|credentials)[^.]* (has|have|is) expired/i.test(message),
    message: () => 'the AWS credentials have expired',
    hint: signIn,
  },
  {
    code: 'no-credentials',
    matches: ({ name }) => /^(CredentialsProviderError|TokenProviderError)$/.test(name),
    message: () => 'there are no AWS credentials',
    hint: signIn,
  },
  {
    code: 'clock',
    matches: ({ name, message }) =>
      /^(RequestTimeTooSkewed|RequestExpired)$/.test(name) ||
      /signature (expired|not yet current)/i.test(message),
    message: () => "this machine's clock is wrong: AWS refuses what it signs",
    hint: 'Set the clock (timedatectl set-ntp true) and try again',
  },
  {
    code: 'bad-credentials',
    matches: ({ name }) =>
      /^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken)/.test(
        name,
      ),
    message: () => 'AWS does not accept the credentials',
    hint: signIn,
  },
  {
    code: 'access-denied',
    matches: ({ name }) => /AccessDenied|NotAuthorized|AuthorizationError|^Forbidden/.test(name),
    message: ({ action, message }) =>
      `access denied: ${/perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action} is not allowed to these credentials`,
    hint: 'Have it granted, or name another profile: --profile NAME',
  },
  {
    code: 'throttled',
    matches: ({ name }) => /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name),
    message: ({ action }) => `AWS throttles ${action} at the moment`,
    hint: 'Wait a few seconds and try again',
  },
  {
    code: 'network',
    matches: ({ name, message }) =>
      /^(TimeoutError|RequestTimeout|AbortError)$/.test(name) && !/not establish/.test(message),
    message: ({ action }) => `AWS does not answer: ${action} was waited for in vain`,
    hint: 'Check the network (a VPN, a proxy) and try again',
  },
  {
    code: 'network',
    matches: ({ code, name }) =>
      /^(ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)/.test(code) ||
      /^(TimeoutError|NetworkingError)$/.test(name),
    message: ({ message }) => `AWS cannot be reached: ${message}`,
    hint: 'Check the network (a VPN, a proxy) and try again',
  },
];

function awsFailure(error: unknown, action: string): AwsFailure {
  const { name = 'Error', code = '' } = error as { name?: string; code?: unknown };
  const message = firstLine(error instanceof Error ? error.message : String(error));
  const seen: Seen = { name, message, code: String(code), action };
  const kind = kinds.find(({ matches }) => matches(seen));
  return kind
    ? new AwsFailure(kind.code, kind.message(seen), name, kind.hint)
    : new AwsFailure('aws', `${action}: ${message || name}`, name);
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim() ?? '';
}
