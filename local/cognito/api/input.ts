import { secretHash } from '../clients.ts';
import type { ClientConfig } from '../options.ts';
import type { Pool } from '../pool.ts';
import { passwordProblem, type User } from '../users.ts';
import { ApiError, codeMismatch, expiredCode, userNotFound } from './errors.ts';

/** The JSON body of a call. */
export type Input = Readonly<Record<string, unknown>>;

/** One operation: its input in, its output out; throws an {@link ApiError}. */
export type Operation = (input: Input, pool: Pool) => object | Promise<object>;

export function optional(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function required(input: Input, name: string): string {
  const value = optional(input, name);
  if (value === undefined) {
    throw new ApiError('InvalidParameterException', `Missing required parameter ${name}`);
  }
  return value;
}

/** An object within the input, empty when it is not there. */
export function nested(input: Input, name: string): Input {
  const value = input[name];
  return typeof value === 'object' && value !== null ? (value as Input) : {};
}

export function clientOf(pool: Pool, input: Input): ClientConfig {
  const clientId = required(input, 'ClientId');
  const client = pool.clients.get(clientId);
  if (client) return client;
  throw new ApiError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
}

/** A client with a secret proves it by a hash over the user's name; the name may be an alias. */
export function checkSecretHash(
  client: ClientConfig,
  usernames: readonly string[],
  hash: string | undefined,
): void {
  const { clientId, clientSecret } = client;
  if (clientSecret === undefined) return;
  if (hash === undefined) {
    throw new ApiError(
      'NotAuthorizedException',
      `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
    );
  }
  if (usernames.some((name) => secretHash(clientSecret, name, clientId) === hash)) return;
  throw new ApiError(
    'NotAuthorizedException',
    `Unable to verify secret hash for client ${clientId}`,
  );
}

/** Client and user name of the operations that anybody may call. */
export function caller(pool: Pool, input: Input): { client: ClientConfig; username: string } {
  const client = clientOf(pool, input);
  const username = required(input, 'Username');
  checkSecretHash(client, [username], optional(input, 'SecretHash'));
  return { client, username };
}

export function requiredPassword(input: Input, name: string): string {
  const password = required(input, name);
  const problem = passwordProblem(password);
  if (problem !== undefined) throw new ApiError('InvalidPasswordException', problem);
  return password;
}

export function redeem(
  pool: Pool,
  user: User | undefined,
  kind: 'sign-up' | 'forgot-password',
  code: string,
): User {
  if (!user) throw pool.settings.preventUserExistenceErrors ? expiredCode() : userNotFound();
  const outcome = pool.codes.redeem(user, kind, code);
  if (outcome === 'expired') throw expiredCode();
  if (outcome === 'mismatch') throw codeMismatch();
  return user;
}

/** UserAttributes by name, checked. */
export function attributesIn(input: Input, field = 'UserAttributes'): Record<string, string> {
  const list = Array.isArray(input[field]) ? (input[field] as Input[]) : [];
  const attributes: Record<string, string> = {};
  for (const item of list) attributes[required(item, 'Name')] = optional(item, 'Value') ?? '';
  if ('sub' in attributes) {
    throw new ApiError('InvalidParameterException', 'Cannot modify the non-mutable attribute sub');
  }
  return attributes;
}

/** What AWS calls an AttributeType list. */
export function attributeList(attributes: Readonly<Record<string, string>>): object[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

/** The masked address of CodeDeliveryDetails: `a***@e***`. */
export function deliveryDetails(address: string): object {
  const [local = '', host = ''] = address.split('@');
  return {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: `${local.charAt(0)}***@${host.charAt(0)}***`,
  };
}
