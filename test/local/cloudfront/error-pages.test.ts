/** Custom error pages, and what CloudFront's documentation leaves open about them. */
import { describe, expect, test } from '@jest/globals';
import type { ErrorPageWays } from '../../../local/cloudfront/distribution.ts';
import { cachingDisabled } from '../../../local/cloudfront/policies.ts';
import { distribution, edge, ok, recordingOrigin } from './support.ts';

const customErrorResponses = [
  { errorCode: 502, responseCode: 503, responsePagePath: '/page.html' },
];
const behavior = {
  origin: 'main',
  allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
  cachePolicy: cachingDisabled,
  originRequestPolicy: 'allViewer' as const,
};

async function setUp(errorPages?: ErrorPageWays, pageStatus = 200) {
  const { origin } = recordingOrigin(({ url, headers }) => {
    if (url !== '/page.html') return { ...ok, status: url === '/throttled' ? 429 : 502 };
    return { ...ok, status: pageStatus, body: headers['x-ran'] ?? 'function did not run' };
  });
  const body = "event.request.headers['x-ran'] = { value: 'function ran' }; return event.request;";
  const policy = (name: string) => ({ set: { 'x-policy-of': name }, override: true });
  const page = {
    ...behavior,
    pathPattern: '/page.html',
    responseHeadersPolicy: policy('page'),
    functionAssociation: { viewerRequest: await edge(body) },
  };
  const others = { ...behavior, pathPattern: '*', responseHeadersPolicy: policy('request') };
  return distribution(
    origin,
    {},
    {
      customErrorResponses,
      behaviors: [page, others],
      ...(errorPages && { errorPages }),
    },
  );
}

describe('an error page with a behavior of its own', () => {
  test.each([
    [undefined, 'request', 'function did not run'],
    [{ policyOf: 'request', runsFunction: false }, 'request', 'function did not run'],
    [{ policyOf: 'page', runsFunction: false }, 'page', 'function did not run'],
    [{ policyOf: 'request', runsFunction: true }, 'request', 'function ran'],
    [{ policyOf: 'page', runsFunction: true }, 'page', 'function ran'],
  ] as const)('by %j has the headers of the %s, and the %s', async (ways, policyOf, text) => {
    const { ask } = await setUp(ways);
    for (const method of ['GET', 'POST']) {
      const answer = await ask('/a', { method });
      expect(answer).toMatchObject({ status: 503, text, xCache: 'Error' });
      expect(answer.headers['x-policy-of']).toBe(policyOf);
    }
  });

  test('asked for itself, is an answer like any other', async () => {
    const { ask } = await setUp({ policyOf: 'request', runsFunction: false });
    const answer = await ask('/page.html');
    expect(answer).toMatchObject({ status: 200, text: 'function ran', xCache: 'Miss' });
    expect(answer.headers['x-policy-of']).toBe('page');
  });

  test('that cannot be had is what its origin says instead', async () => {
    const { ask } = await setUp(undefined, 404);
    expect(await ask('/a')).toMatchObject({ status: 404, xCache: 'Error' });
  });

  test('is for no status but its own; the policy is for all', async () => {
    const { ask } = await setUp();
    const answer = await ask('/throttled');
    expect(answer).toMatchObject({ status: 429, text: 'hello' });
    expect(answer.headers['x-policy-of']).toBe('request');
  });
});
