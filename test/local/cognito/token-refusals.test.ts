import { beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, codeOf, exchange, signIn, verifier } from './browser.ts';
import {
  basic,
  callback,
  errorOf,
  spa,
  start,
  tokenRequest,
  web,
  type Stack,
  type TokenSet,
} from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('the token endpoint refuses', () => {
  const newCode = async () => codeOf(await signIn(new Browser(stack)));

  test('a wrong verifier', async () => {
    const response = await exchange(stack, await newCode(), { code_verifier: 'x'.repeat(43) });
    expect(await errorOf(response)).toEqual([400, { error: 'invalid_grant' }]);
  });

  test('a missing verifier', async () => {
    const form = {
      grant_type: 'authorization_code',
      code: await newCode(),
      redirect_uri: callback,
    };
    const response = await tokenRequest(stack, form, basic(web));
    expect(await errorOf(response)).toEqual([400, { error: 'invalid_grant' }]);
  });

  test('another redirect_uri', async () => {
    const response = await exchange(stack, await newCode(), {
      redirect_uri: 'https://app.example/',
    });
    expect(await errorOf(response)).toEqual([400, { error: 'invalid_grant' }]);
  });

  test('a code used twice, and ends what the first use began', async () => {
    const code = await newCode();
    const first = (await (await exchange(stack, code)).json()) as TokenSet;
    expect(await errorOf(await exchange(stack, code))).toEqual([400, { error: 'invalid_grant' }]);
    const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' };
    expect((await tokenRequest(stack, form, basic(web))).status).toBe(400);
  });

  test('a code of more than five minutes, by the injected clock', async () => {
    const own = await start();
    const [young, old] = [await signIn(new Browser(own)), await signIn(new Browser(own))];
    own.clock.now += 299_000;
    expect((await exchange(own, codeOf(young))).status).toBe(200);
    own.clock.now += 1_000;
    expect(await errorOf(await exchange(own, codeOf(old)))).toEqual([
      400,
      { error: 'invalid_grant' },
    ]);
  });

  test('the code of another client', async () => {
    const form = {
      grant_type: 'authorization_code',
      client_id: spa.clientId,
      code: await newCode(),
      redirect_uri: callback,
      code_verifier: verifier,
    };
    expect(await errorOf(await tokenRequest(stack, form))).toEqual([
      400,
      { error: 'invalid_grant' },
    ]);
  });

  test.each([
    ['a wrong secret', basic({ ...web, clientSecret: 'wrong' }), {}, 'invalid_client'],
    ['an unknown client', basic({ ...web, clientId: 'nobody' }), {}, 'invalid_client'],
    ['a client with a secret that shows none', {}, { client_id: 'web' }, 'invalid_client'],
    ['no client', {}, {}, 'invalid_request'],
    ['no grant type', basic(web), { grant_type: '' }, 'invalid_request'],
    ['no code', basic(web), { code: '' }, 'invalid_request'],
    ['a password grant', basic(web), { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('%s', async (_, headers, changes, error) => {
    const form = {
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: callback,
      ...changes,
    };
    const asBrowser = { ...headers, accept: 'text/html' };
    const response = await tokenRequest(stack, form, asBrowser);
    expect(await errorOf(response)).toEqual([400, { error }]);
  });

  test('a client that may not use OAuth', async () => {
    const own = await start();
    own.cognito.setClient('web', { oauth: false });
    const response = await exchange(own, 'x');
    expect(await errorOf(response)).toEqual([400, { error: 'unauthorized_client' }]);
  });
});
