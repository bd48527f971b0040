import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import { requireSignature } from './authorization.ts';
import type { CallCounter } from './calls.ts';
import { AwsError } from './errors.ts';
import { parseInput, type Input } from './input.ts';

export type Operation = (input: Input) => object;

/**
 * A service that speaks AWS's JSON protocol: every operation is a POST, named by `x-amz-target`.
 *
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export interface JsonService {
  /** What `x-amz-target` has before the dot, such as `secretsmanager`. */
  readonly target: string;
  /** The service in a signature's credential scope. */
  readonly signingName: string;
  readonly version: '1.0' | '1.1';
  readonly operations: ReadonlyMap<string, Operation>;
  readonly calls: CallCounter;
}

export function jsonRpc(service: JsonService): HttpHandler {
  return (request) =>
    new Promise((resolve) => {
      resolve(answer(service, request));
    });
}

/** The error that a target without a service, or without such an operation, is answered with. */
export function unknownOperation(version: '1.0' | '1.1' = '1.1'): HttpResponse {
  return failure(version, new AwsError('UnknownOperationException', 'Unknown operation.'));
}

function answer(service: JsonService, request: HttpRequest): HttpResponse {
  try {
    return json(service.version, 200, run(service, request));
  } catch (error) {
    if (error instanceof AwsError) return failure(service.version, error);
    throw error;
  }
}

function run(service: JsonService, request: HttpRequest): object {
  requireSignature(request, service.signingName, 'AWS4-HMAC-SHA256', {
    code: 'MissingAuthenticationTokenException',
    status: 400,
  });
  const [target, name] = (request.headers['x-amz-target'] ?? '').split('.', 2);
  const operation = target === service.target ? service.operations.get(name ?? '') : undefined;
  if (request.method !== 'POST' || !operation || !name) {
    throw new AwsError('UnknownOperationException', 'Unknown operation.');
  }
  service.calls.add(name);
  const notJson = new AwsError('SerializationException', 'The body is not a JSON object.');
  return operation(parseInput(request.body, notJson));
}

function failure(version: string, error: AwsError): HttpResponse {
  const response = json(version, error.status, { __type: error.code, message: error.message });
  if (!error.queryCode) return response;
  const query = `${error.queryCode};Sender`;
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': query } };
}

function json(version: string, status: number, body: object): HttpResponse {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify(body),
  };
}
