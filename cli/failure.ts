/**
 * Something is wrong, or was refused, and the caller's input is not to blame: told in words, without
 * a stack, and with exit code 1.
 */
export class Failure extends Error {
  /** For programs. */
  readonly code: string;
  /** What to do about it, where there is something. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
  }
}
