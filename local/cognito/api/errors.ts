/** The user-pool API's errors that this stand-in raises, with the messages Cognito gives them. */
export type ApiErrorType =
  | 'CodeMismatchException'
  | 'ExpiredCodeException'
  | 'InvalidParameterException'
  | 'InvalidPasswordException'
  | 'MissingAuthenticationTokenException'
  | 'NotAuthorizedException'
  | 'RefreshTokenReuseException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'UnsupportedTokenTypeException'
  | 'UserNotConfirmedException'
  | 'UserNotFoundException'
  | 'UsernameExistsException';

/** Answered with status 400 as `{__type, message}`. */
export class ApiError extends Error {
  readonly type: ApiErrorType;

  constructor(type: ApiErrorType, message: string) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
  }
}

export const incorrectPassword = () =>
  new ApiError('NotAuthorizedException', 'Incorrect username or password.');

export const userNotFound = () => new ApiError('UserNotFoundException', 'User does not exist.');

export const expiredCode = () =>
  new ApiError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

export const codeMismatch = () =>
  new ApiError('CodeMismatchException', 'Invalid verification code provided, please try again.');
