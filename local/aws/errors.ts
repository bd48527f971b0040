/**
 * A refusal as an AWS service gives it: a code that the SDK turns into an error's name, an HTTP
 * status and a sentence. Thrown by the stand-ins' own methods, and put on the wire by their
 * handlers.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** The code of the older query protocol, which SQS still sends in a header of its own. */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, status = 400, queryCode?: string) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
  }
}

/** What every AWS service answers to input that does not have the documented shape. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
