import { ApiError, userNotFound } from './errors.ts';
import {
  attributesIn,
  caller,
  deliveryDetails,
  redeem,
  required,
  requiredPassword,
  type Operation,
} from './input.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const SignUp: Operation = (input, pool) => {
  const { username } = caller(pool, input);
  const password = requiredPassword(input, 'Password');
  const { email = username.includes('@') ? username : undefined, ...attributes } =
    attributesIn(input);
  delete attributes['email_verified'];
  if (pool.users.get(username)) {
    throw new ApiError('UsernameExistsException', 'User already exists');
  }
  if (email !== undefined && pool.users.get(email)) {
    throw new ApiError(
      'UsernameExistsException',
      'An account with the given email already exists.',
    );
  }
  const user = pool.users.create({
    username,
    email,
    emailVerified: false,
    password,
    groups: [],
    attributes,
    status: 'UNCONFIRMED',
  });
  pool.codes.send(user, 'sign-up');
  return {
    UserConfirmed: false,
    UserSub: user.sub,
    CodeDeliveryDetails: deliveryDetails(email ?? username),
  };
};

export const ConfirmSignUp: Operation = (input, pool) => {
  const { username } = caller(pool, input);
  const user = pool.users.get(username);
  if (user && user.status !== 'UNCONFIRMED') {
    throw new ApiError(
      'NotAuthorizedException',
      `User cannot be confirmed. Current status is ${user.status}`,
    );
  }
  redeem(pool, user, 'sign-up', required(input, 'ConfirmationCode'));
  pool.users.update(username, { status: 'CONFIRMED', emailVerified: user?.email !== undefined });
  return {};
};

export const ResendConfirmationCode: Operation = (input, pool) => {
  const { username } = caller(pool, input);
  const user = pool.users.get(username);
  if (!user && !pool.settings.preventUserExistenceErrors) throw userNotFound();
  if (user && user.status !== 'UNCONFIRMED') {
    throw new ApiError('InvalidParameterException', 'User is already confirmed.');
  }
  if (user) pool.codes.send(user, 'sign-up');
  return { CodeDeliveryDetails: deliveryDetails(user?.email ?? username) };
};

export const ForgotPassword: Operation = (input, pool) => {
  const { username } = caller(pool, input);
  const user = pool.users.get(username);
  if (!user && !pool.settings.preventUserExistenceErrors) throw userNotFound();
  if (user?.enabled === false) {
    throw new ApiError('NotAuthorizedException', 'User is disabled.');
  }
  if (user && !user.emailVerified) {
    throw new ApiError(
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  if (user) pool.codes.send(user, 'forgot-password');
  return { CodeDeliveryDetails: deliveryDetails(user?.email ?? username) };
};

export const ConfirmForgotPassword: Operation = (input, pool) => {
  const { username } = caller(pool, input);
  const password = requiredPassword(input, 'Password');
  const code = required(input, 'ConfirmationCode');
  const user = redeem(pool, pool.users.get(username), 'forgot-password', code);
  pool.users.update(user.sub, { password, status: 'CONFIRMED' });
  return {};
};
