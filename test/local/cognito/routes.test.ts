import { beforeAll, describe, expect, test } from '@jest/globals';
import { authorizeQuery, withoutIssuer } from '../../../local/cognito/login/cognito-ways.ts';
import { MemoryStore } from '../../../local/cognito/login/memory-store.ts';
import { partFor } from '../../../local/cognito/routes.ts';
import { authorizeUrl, tokensFor } from './browser.ts';
import { refresh, start, userPoolId, type Stack } from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('which requests are Cognito’s', () => {
  const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' };

  test.each([
    ['POST', '/', target, 'api'],
    ['POST', '/', { 'x-amz-target': 'secretsmanager.GetSecretValue' }, undefined],
    ['POST', '/', {}, undefined],
    ['GET', '/', {}, undefined],
    ['OPTIONS', '/', { 'access-control-request-headers': 'x-amz-target' }, 'preflight'],
    ['OPTIONS', '/', {}, undefined],
    ['GET', '/oauth2/authorize?x=1', {}, 'provider'],
    ['POST', '/oauth2/token', {}, 'provider'],
    ['GET', '/oauth2/userInfo', {}, 'user-info'],
    ['GET', '/login?x=1', {}, 'login'],
    ['GET', '/logout', {}, 'logout'],
    ['GET', `/${userPoolId}/.well-known/jwks.json`, {}, 'jwks'],
    ['GET', `/${userPoolId}/.well-known/openid-configuration`, {}, 'openid-configuration'],
    ['GET', '/other_Pool/.well-known/jwks.json', {}, undefined],
    ['GET', '//evil.example/login', {}, undefined],
    ['GET', '/loginx', {}, undefined],
  ])('%s %s %j', (method, url, headers, part) => {
    expect(partFor({ method, url, headers: { ...headers } }, userPoolId)).toBe(part);
    expect(stack.cognito.handles({ method, url, headers: { ...headers } })).toBe(
      part !== undefined,
    );
  });

  test('the others are 404', async () => {
    expect((await fetch(`${stack.origin}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${stack.origin}/oauth2/elsewhere`)).status).toBe(404);
  });
});

describe('well-known documents', () => {
  test('the key set is Cognito’s shape and has no private part', async () => {
    const response = await fetch(stack.origin + stack.cognito.jwksPath);
    const { keys } = (await response.json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  test('the configuration has endpoints on the domain and the issuer in the region', async () => {
    const url = `${stack.origin}/${userPoolId}/.well-known/openid-configuration`;
    expect(await (await fetch(url)).json()).toMatchObject({
      issuer: `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`,
      authorization_endpoint: `${stack.origin}/oauth2/authorize`,
      token_endpoint: `${stack.origin}/oauth2/token`,
    });
  });
});

describe('an https domain in front', () => {
  test('appears in redirects, and cookies are Secure', async () => {
    const own = await start();
    own.cognito.setDomain('https://login.example');
    const response = await fetch(own.origin + authorizeUrl(), { redirect: 'manual' });
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    expect(cookies.every((cookie) => /; secure/i.test(cookie))).toBe(true);
  });

  test('must be an origin', () => {
    expect(() => {
      stack.cognito.setDomain('javascript:alert(1)');
    }).toThrow(TypeError);
  });
});

describe('interception', () => {
  test('answers in Cognito’s place until it is lifted', async () => {
    const { refresh_token } = await tokensFor(stack);
    stack.cognito.intercept((head) =>
      head.url === '/oauth2/token' ? { status: 503, headers: {}, body: '' } : undefined,
    );
    expect((await refresh(stack, refresh_token)).status).toBe(503);
    stack.cognito.intercept(undefined);
    expect((await refresh(stack, refresh_token)).status).toBe(200);
  });
});

describe('authorizeQuery', () => {
  const query = (text: string) => authorizeQuery(new URLSearchParams(text), ['openid', 'email']);

  test.each([
    ['client_id=a&max_age=0&claims=%7B%7D&request=x', 'client_id=a&scope=openid+email'],
    ['scope=openid&prompt=consent', 'scope=openid'],
    ['scope=openid&prompt=select_account', 'scope=openid&prompt=login'],
    ['scope=openid&state=a&state=b', 'scope=openid&state=a&state=b'],
    ['scope=&nonce=', 'scope=openid+email'],
  ])('%s', (given, expected) => {
    expect(query(given)).toBe(expected);
  });
});

describe('withoutIssuer', () => {
  const issuer = 'https://issuer.example/pool';
  const iss = encodeURIComponent(issuer);

  test.each([
    [`https://app.example/cb?code=a&iss=${iss}&state=b`, 'https://app.example/cb?code=a&state=b'],
    [`https://app.example/cb#error=a&iss=${iss}`, 'https://app.example/cb#error=a'],
    ['https://app.example/cb?iss=mine&code=a', 'https://app.example/cb?iss=mine&code=a'],
    ['/login?client_id=a', '/login?client_id=a'],
  ])('%s', (location, expected) => {
    expect(withoutIssuer(location, issuer)).toBe(expected);
  });
});

describe('MemoryStore', () => {
  test('forgets by its own clock', () => {
    let now = 1_000;
    const store = new MemoryStore(() => now);
    store.set('a', { uid: 'u' }, 2);
    now = 2_999;
    expect(store.find('a')).toMatchObject({ uid: 'u' });
    expect(store.findByUid('u')).toMatchObject({ uid: 'u' });
    now = 3_000;
    expect([store.find('a'), store.findByUid('u')]).toEqual([undefined, undefined]);
  });

  test('keeps what was consumed, and deletes with both keys', () => {
    const store = new MemoryStore(() => 0);
    store.set('a', { uid: 'u' }, 1);
    store.consume('a');
    expect(store.find('a')).toHaveProperty('consumed');
    store.delete('a');
    expect([store.find('a'), store.findByUid('u')]).toEqual([undefined, undefined]);
  });
});

describe('an error of ours', () => {
  test('is a 500 that tells nothing, and is reported', async () => {
    const errors: unknown[] = [];
    const own = await start({ onError: (error) => errors.push(error) });
    const body = 'x'.repeat(70_000);
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' };
    const response = await fetch(own.origin, { method: 'POST', headers, body });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      __type: 'InternalErrorException',
      message: 'internal error',
    });
    expect(errors).toEqual([new RangeError('request body too large')]);
  });
});
