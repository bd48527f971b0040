/**
 * The Lambda behind the auth path: a function URL's event in, an answer out, and one line of log
 * for each request, without anything secret in it.
 */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { dependencies } from './dependencies.ts';
import { exchange } from './exchange.ts';
import { toResult, type Reply } from './reply.ts';
import { readRequest, type ExchangeRequest } from './request.ts';

// Read while the Lambda starts: a fault stops it there, with every fault in one message.
const deps = dependencies(process.env);
let isCold = true;

export async function handler(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  const startedAt = Date.now();
  const request = readRequest(event, deps.settings.authPath);
  const reply = await exchange(request, deps);
  log(request, reply, Date.now() - startedAt);
  isCold = false;
  return toResult(reply, deps.settings.theme);
}

function log(request: ExchangeRequest, reply: Reply, milliseconds: number): void {
  const { id, method, endpoint, verdict, host } = request;
  const line = {
    level: reply.status >= 500 ? 'error' : 'info',
    audience: deps.settings.audience,
    requestId: id,
    method,
    endpoint,
    host,
    verdict,
    status: reply.status,
    outcome: reply.outcome,
    ...reply.details,
    ms: milliseconds,
    ...(isCold && { cold: true }),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
