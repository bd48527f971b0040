import type { HttpRequest, HttpResponse } from '../http.ts';
import { requireSignature } from './authorization.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { AwsError } from './errors.ts';

const policyPath = /^\/2015-03-31\/functions\/([^/?]+)\/policy(\?|$)/;
const urlPath = /^\/2021-10-31\/functions\/([^/?]+)\/url(\?|$)/;

/** Whether a request asks what a Lambda is like, and does not call it. */
export function asksOfLambda({ method, url }: HttpRequest): boolean {
  return method === 'GET' && (policyPath.test(url) || urlPath.test(url));
}

/**
 * Lambda's GetPolicy and GetFunctionUrlConfig.
 *
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
 */
export function lambdaDescription(record: DeploymentRecord, request: HttpRequest): HttpResponse {
  requireSignature(request, 'lambda', 'AWS4-HMAC-SHA256', {
    code: 'MissingAuthenticationTokenException',
    status: 403,
  });
  const policy = policyPath.exec(request.url);
  const action = policy ? 'GetPolicy' : 'GetFunctionUrlConfig';
  if (record.denied.has(`lambda:${action}`)) {
    throw new AwsError(
      'AccessDeniedException',
      `User: arn:aws:iam::123456789012:user/local is not authorized to perform: lambda:${action} on resource: *`,
      403,
    );
  }
  const name = decodeURIComponent((policy ?? urlPath.exec(request.url))?.[1] ?? '');
  const { tokenExchange } = record;
  if (name.replace(/^arn:.*:function:/, '') !== tokenExchange.name) throw missing();
  if (!policy) {
    return json({
      FunctionUrl: tokenExchange.url,
      FunctionArn: tokenExchange.name,
      AuthType: tokenExchange.authType,
      CreationTime: '2026-01-01T00:00:00Z',
    });
  }
  if (tokenExchange.policy === null) throw missing();
  const document = { Version: '2012-10-17', Id: 'default', Statement: tokenExchange.policy };
  return json({ Policy: JSON.stringify(document), RevisionId: '1' });
}

function missing(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    'The resource you requested does not exist.',
    404,
  );
}

function json(body: object): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
