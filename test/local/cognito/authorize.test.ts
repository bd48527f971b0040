import { beforeAll, describe, expect, test } from '@jest/globals';
import { authorizeUrl, Browser, signIn } from './browser.ts';
import { alice, callback, start, type Stack } from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('the authorize endpoint', () => {
  const errorAt = async (parameters: Record<string, string | undefined>) => {
    const { url } = await new Browser(stack).visit(authorizeUrl(parameters));
    // What would have come in the fragment fails in the fragment.
    const answer = new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1));
    return [`${url.origin}${url.pathname}`, Object.fromEntries(answer)];
  };

  test('redirects with 302 and Cognito parameters only', async () => {
    const response = await fetch(stack.origin + authorizeUrl(), { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toMatch(/^(http:\/\/127[^/]*)?\/login\?/);
  });

  test.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['a callback that is not registered', { redirect_uri: 'https://evil.example/' }],
  ])('shows an error page and never redirects for %s', async (_, parameters) => {
    const page = await new Browser(stack).visit(authorizeUrl(parameters));
    expect(page.status).toBe(400);
    expect(page.body).toMatch(/role="alert"/);
  });

  test.each([
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without method', { code_challenge_method: undefined }, 'invalid_request'],
    ['an implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
    ['prompt=none without a session', { prompt: 'none' }, 'login_required'],
    ['an unknown prompt', { prompt: 'dance' }, 'invalid_request'],
  ])('sends %s back to the callback', async (_, parameters, error) => {
    const [target, query] = await errorAt(parameters);
    expect(target).toBe(callback);
    expect(query).toMatchObject({ error, state: 'the-state' });
    expect(query).not.toHaveProperty('iss');
  });

  test('sees callback URLs that were registered later', async () => {
    const later = 'https://later.example/callback';
    const own = await start();
    own.cognito.setClient('web', { callbackUrls: [later] });
    const page = await signIn(new Browser(own), alice, { redirect_uri: later });
    expect(page.url.origin).toBe('https://later.example');
    expect((await new Browser(own).visit(authorizeUrl())).status).toBe(400);
  });
});
