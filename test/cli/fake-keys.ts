/** A keys Lambda as the command sees it: operations in, answers out, over Lambda's Invoke API. */
import type { Operation, OperationAnswer, Status } from '../../keys/operations.ts';
import { everyoneOutAhead } from '../../keys/rotation.ts';
import type { HttpRequest, HttpResponse } from '../../local/http.ts';

const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(\?|$)/;

export const keysFunction = 'stand-in-keys';

export type Answer =
  OperationAnswer | { readonly crash: string } | { readonly deny: string } | 'silence';

export interface FakeKeys {
  /** What it was asked, in order. */
  readonly asked: Operation[];
  status: Status;
  /** Answers this instead of what a healthy Lambda would. */
  answer: ((operation: Operation) => Answer | null) | null;
  /** Ahead of the machine's clock, in seconds. */
  ahead: number;
  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse> | null;
}

const day = 86_400;

export function fakeKeys(): FakeKeys {
  const born = Math.floor(Date.now() / 1000);
  const keys: FakeKeys = {
    asked: [],
    status: healthy(born),
    answer: null,
    ahead: 0,
    handle(request) {
      const [, name] = path.exec(request.url) ?? [];
      if (request.method !== 'POST' || name === undefined) return null;
      if (decodeURIComponent(name).replace(/^arn:.*:function:/, '') !== keysFunction) {
        return refusal(404, 'ResourceNotFoundException', `Function not found: ${name}`);
      }
      const operation = JSON.parse(request.body.toString('utf8')) as Operation;
      keys.asked.push(operation);
      const now = Math.floor(Date.now() / 1000) + keys.ahead;
      const answer = keys.answer?.(operation) ?? answerOf(operation, keys.status, now);
      if (operation.operation === 'drop') keys.status = { ...keys.status, keys: dropped(now) };
      return respond(answer);
    },
  };
  return keys;
}

function respond(answer: Answer): HttpResponse | Promise<HttpResponse> {
  if (answer === 'silence') return new Promise(() => undefined);
  if ('deny' in answer) return refusal(403, 'AccessDeniedException', answer.deny);
  if ('crash' in answer) {
    const body = JSON.stringify({ errorType: 'Error', errorMessage: answer.crash });
    return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body };
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer),
  };
}

function refusal(status: number, code: string, message: string): HttpResponse {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
  return { status, headers, body: JSON.stringify({ Message: message }) };
}

/** A deployment whose key changed four days ago. */
function healthy(now: number): Status {
  return {
    audience: 'demo',
    keys: [
      { kid: 'retired1', state: 'retiring', born: now - 18 * day, signsFrom: now - 11 * day },
      { kid: 'signing1', state: 'signing', born: now - 11 * day, signsFrom: now - 4 * day },
      { kid: 'standby1', state: 'standby', born: now - 4 * day, signsFrom: null },
    ],
    notBefore: 0,
    signInsFrom: 0,
    revokedUntil: now + day,
    differences: [],
    revocations: 12,
    storeSize: 4_200,
    storeLimit: 5_242_880,
    rotation: { enabled: true, last: now - 4 * day, next: now + 3 * day, pending: false },
  };
}

/** What is left: the standby signs, and there is a new one. */
function dropped(now: number): Status['keys'] {
  return [
    { kid: 'standby1', state: 'signing', born: now - 4 * day, signsFrom: now - 60 },
    { kid: 'standby2', state: 'standby', born: now, signsFrom: null },
  ];
}

function answerOf(operation: Operation, status: Status, now: number): OperationAnswer {
  const results: { readonly [Kind in Operation['operation']]: unknown } = {
    status,
    repair: { repaired: [], removed: 0 },
    rotate: { started: true },
    drop:
      operation.operation === 'drop' && operation.all
        ? { dropped: ['retired1', 'signing1', 'standby1'], signing: 'fresh1' }
        : { dropped: ['retired1', 'signing1'], signing: 'standby1' },
    'revoke-user': { sub: 'sub-of-ada', before: now + everyoneOutAhead },
    'revoke-session': 'sid' in operation && {
      sub: operation.sub,
      sid: operation.sid,
      until: now + 7 * day,
    },
    'revoke-everyone': { notBefore: now + everyoneOutAhead },
    inspect: inspection('ok', now),
  };
  return { ok: true, now, result: results[operation.operation] } as OperationAnswer;
}

export function inspection(verdict: string, now: number) {
  return {
    verdict,
    claims: {
      kid: 'signing1',
      iat: now - 600,
      exp: now + 1200,
      sid: 'AAAAAAAAAAAAAAAA',
      sub: 'sub-of-ada',
      groups: ['admins'],
    },
    renewableUntil: now + 3000,
  };
}
