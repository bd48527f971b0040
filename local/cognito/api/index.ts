import { randomUUID } from 'node:crypto';
import type { HttpResponse } from '../../http.ts';
import type { Pool } from '../pool.ts';
import * as account from './account.ts';
import * as admin from './admin.ts';
import * as auth from './auth.ts';
import * as describe from './describe.ts';
import { ApiError } from './errors.ts';
import type { Input, Operation } from './input.ts';
import * as signUp from './sign-up.ts';

export const targetPrefix = 'AWSCognitoIdentityProviderService.';

/** Operations that anybody may call, a browser too. */
const open: Readonly<Record<string, Operation>> = {
  ...signUp,
  InitiateAuth: auth.InitiateAuth,
  RespondToAuthChallenge: auth.RespondToAuthChallenge,
  GetTokensFromRefreshToken: auth.GetTokensFromRefreshToken,
  GetUser: account.GetUser,
  GlobalSignOut: account.GlobalSignOut,
  ChangePassword: account.ChangePassword,
  RevokeToken: account.RevokeToken,
};

/** Operations that want AWS credentials: any signature does, none is checked. */
const signed: Readonly<Record<string, Operation>> = {
  AdminUserGlobalSignOut: admin.AdminUserGlobalSignOut,
  AdminGetUser: admin.AdminGetUser,
  AdminDisableUser: admin.AdminDisableUser,
  AdminEnableUser: admin.AdminEnableUser,
  AdminAddUserToGroup: admin.AdminAddUserToGroup,
  AdminRemoveUserFromGroup: admin.AdminRemoveUserFromGroup,
  AdminListGroupsForUser: admin.AdminListGroupsForUser,
  AdminCreateUser: admin.AdminCreateUser,
  AdminSetUserPassword: admin.AdminSetUserPassword,
  ...describe,
};

const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-errortype,x-amzn-errormessage,x-amzn-requestid',
};

/** One call: `x-amz-target` names the operation, the body is its JSON input. */
export async function callApi(
  pool: Pool,
  target: string,
  authorization: string | undefined,
  body: string,
): Promise<HttpResponse> {
  try {
    const operation = operationOf(target.slice(targetPrefix.length), authorization);
    return answer(200, await operation(parsed(body), pool));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const errorBody = { __type: error.type, message: error.message };
    return answer(400, errorBody, { 'x-amzn-errortype': `${error.type}:` });
  }
}

function operationOf(name: string, authorization: string | undefined): Operation {
  const free = Object.hasOwn(open, name) ? open[name] : undefined;
  if (free) return free;
  const guarded = Object.hasOwn(signed, name) ? signed[name] : undefined;
  if (!guarded) throw new ApiError('UnknownOperationException', `Unknown operation ${name}`);
  if (!/^AWS4-/.test(authorization ?? '')) {
    throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  return guarded;
}

function parsed(body: string): Input {
  try {
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof input === 'object' && input !== null) return input as Input;
  } catch {
    // Answered below, with everything else that is not an object.
  }
  throw new ApiError('SerializationException', 'The body is not a JSON object');
}

function answer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
      ...cors,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** The answer to a browser's preflight. */
export function preflight(requestedHeaders: string | undefined): HttpResponse {
  return {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': requestedHeaders ?? 'content-type,x-amz-target',
      'access-control-max-age': '172800',
    },
    body: '',
  };
}
