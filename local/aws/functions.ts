import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import type { LocalLambda } from '../lambda.ts';
import { requireSignature } from './authorization.ts';
import { CallCounter } from './calls.ts';
import { AwsError } from './errors.ts';

/** Where Lambda's API has its functions. */
export const functionsPath = '/2015-03-31/functions/';

/** Bytes of a payload. */
const payloadLimit = 6 * 1024 * 1024;

/**
 * The Lambdas of an account, by name, and the API that invokes them.
 *
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class Functions {
  readonly calls = new CallCounter();
  readonly handle: HttpHandler;
  readonly #prefix: string;
  readonly #byName = new Map<string, LocalLambda>();

  constructor({ region, accountId }: { readonly region: string; readonly accountId: string }) {
    this.#prefix = `arn:aws:lambda:${region}:${accountId}:function:`;
    this.handle = async (request) => {
      try {
        return await this.#invoke(request);
      } catch (error) {
        if (error instanceof AwsError) return failure(error);
        throw error;
      }
    };
  }

  add(name: string, lambda: LocalLambda): void {
    this.#byName.set(name, lambda);
  }

  arn(name: string): string {
    return this.#prefix + name;
  }

  async #invoke(request: HttpRequest): Promise<HttpResponse> {
    requireSignature(request, 'lambda', 'AWS4-HMAC-SHA256', {
      code: 'MissingAuthenticationTokenException',
      status: 403,
    });
    const lambda = this.#named(request);
    const event = payloadOf(request);
    this.calls.add('Invoke');
    switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
      case 'DryRun':
        return answer(204, '');
      case 'Event':
        // Nobody hears of its errors: the caller has left.
        void lambda.invoke(event).catch(() => undefined);
        return answer(202, '');
      case 'RequestResponse':
        return answerOf(lambda, event);
      default:
        throw new AwsError('InvalidParameterValueException', 'No such invocation type.');
    }
  }

  /** By name or ARN. */
  #named({ method, url }: HttpRequest): LocalLambda {
    const match = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/.exec(url.split('?')[0] ?? '');
    if (method !== 'POST' || !match) {
      throw new AwsError('UnknownOperationException', 'Unknown operation.', 404);
    }
    const given = decodeURIComponent(match[1] ?? '');
    const name = given.startsWith(this.#prefix) ? given.slice(this.#prefix.length) : given;
    const lambda = this.#byName.get(name);
    if (lambda) return lambda;
    const message = `Function not found: ${this.arn(name)}`;
    throw new AwsError('ResourceNotFoundException', message, 404);
  }
}

function payloadOf({ body }: HttpRequest): unknown {
  if (body.length > payloadLimit) {
    throw new AwsError('RequestTooLargeException', 'The payload is too large.', 413);
  }
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}

/** A Lambda that throws is an answer too: 200, and a header that says so. */
async function answerOf(lambda: LocalLambda, event: unknown): Promise<HttpResponse> {
  try {
    return answer(200, JSON.stringify((await lambda.invoke(event)) ?? null));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, errorType = 'Error', errorMessage = text] = /^(\w*Error): ([^\n]*)/.exec(text) ?? [];
    return answer(200, JSON.stringify({ errorType, errorMessage, trace: text.split('\n') }), {
      'x-amz-function-error': 'Unhandled',
    });
  }
}

function answer(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': randomUUID(),
      ...headers,
    },
    body,
  };
}

function failure({ code, message, status }: AwsError): HttpResponse {
  const Type = status < 500 ? 'User' : 'Service';
  return answer(status, JSON.stringify({ Type, Message: message }), { 'x-amzn-errortype': code });
}
