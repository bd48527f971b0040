/** What the metric filters count is what the token exchange says. */
import { describe, expect, test } from '@jest/globals';
import { countedLines, type CountedLine } from '../../cdk/exchange-metrics.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import type { ExchangeRequest } from '../../token-exchange/request.ts';
import { stateOf } from '../../token-exchange/login-attempt.ts';
import { fakeDependencies, secrets } from '../token-exchange/fakes.ts';
import {
  anAttempt,
  attemptCookie,
  navigation,
  scripted,
  signedInCookies,
} from '../token-exchange/requests.ts';

/** The metrics that a request is counted by. */
async function countedFor(request: ExchangeRequest, dependencies = fakeDependencies()) {
  const { status, outcome } = await exchange(request, dependencies);
  const { endpoint, verdict } = request;
  const line: Record<string, string> = {
    level: status >= 500 ? 'error' : 'info',
    endpoint,
    verdict,
    outcome,
  };
  return Object.values<CountedLine>(countedLines)
    .filter(({ where }) =>
      Object.entries(where).every(([field, values]) => values.includes(line[field] ?? '')),
    )
    .map(({ metric }) => metric);
}

const query = { code: secrets.code, state: stateOf(anAttempt) };
const form = new URLSearchParams({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: secrets.idToken,
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
}).toString();

describe('a request is counted', () => {
  test('as a sign-in', async () => {
    const callback = navigation('callback', { cookies: attemptCookie(), query });
    expect(await countedFor(callback)).toEqual(['SignIns']);
  });

  test('as a refresh, which the edge refused before', async () => {
    const login = navigation('login', { cookies: signedInCookies(), verdict: 'none' });
    expect(await countedFor(login)).toEqual(['Refreshes', 'Refusals']);
  });

  test('as an exchange', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const token = scripted('token', { method: 'POST', headers, body: form });
    expect(await countedFor(token)).toEqual(['Exchanges']);
  });

  test('as a failure', async () => {
    const broken = fakeDependencies({ ring: () => Promise.reject(unavailable('the ring')) });
    const callback = navigation('callback', { cookies: attemptCookie(), query });
    expect(await countedFor(callback, broken)).toEqual(['Failures']);
  });

  test('as nothing, where somebody with a good session asks for one', async () => {
    expect(await countedFor(navigation('login', { verdict: 'ok' }))).toEqual([]);
  });
});
