/** The Lambda's rim: an event in, an answer out, one line of log. Nothing here is on the network. */
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { settingsVariable } from '../../token-exchange/settings.ts';
import { anEvent } from './events.ts';
import { leastSettings, secrets } from './fakes.ts';
import { signedInCookies } from './requests.ts';

let handle: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
let lines: string[] = [];

beforeAll(async () => {
  process.env[settingsVariable] = JSON.stringify(leastSettings);
  ({ handler: handle } = await import('../../token-exchange/index.ts'));
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function answer(changes: Partial<LambdaFunctionURLEvent>) {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  const result = await handle(anEvent(changes));
  if (typeof result === 'string') throw new Error('a result with a status');
  return result;
}

const cookies = Object.entries(signedInCookies()).map(([name, value]) => `${name}=${value}`);

const request: Partial<LambdaFunctionURLEvent> = {
  rawPath: '/_auth/nowhere',
  rawQueryString: `code=${secrets.code}`,
  cookies,
  headers: {
    'x-latchkey-host': 'site.example.com',
    'x-latchkey-verdict': 'ok',
    authorization: 'AWS4-HMAC-SHA256 the-signature',
    'x-amz-security-token': 'the-security-token',
  },
  body: 'the-body',
};

describe('the handler', () => {
  test('answers with what every answer carries', async () => {
    const result = await answer(request);
    expect(result).toMatchObject({
      statusCode: 404,
      headers: {
        'cache-control': 'private, no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; /) as unknown,
        'referrer-policy': 'no-referrer',
      },
    });
  });

  test('logs one line of JSON that says what was asked and answered', async () => {
    await answer(request);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      audience: leastSettings.audience,
      requestId: 'request-1',
      method: 'GET',
      endpoint: 'nowhere',
      host: 'site.example.com',
      verdict: 'ok',
      status: 404,
      outcome: 'error',
      error: 'not_found',
      ms: expect.any(Number) as unknown,
    });
  });

  test('logs nothing of cookies, query, body or signature', async () => {
    await answer(request);
    const values = [
      ...Object.values(signedInCookies()),
      secrets.code,
      'the-body',
      'the-signature',
      'the-security-token',
    ];
    for (const value of values) expect(lines.join('')).not.toContain(value);
  });

  test('keeps to one line whatever is asked for', async () => {
    await answer({ ...request, rawPath: '/_auth/a\n{"level":"error"}' });
    expect(lines.join('').match(/\n/g)).toHaveLength(1);
  });
});
