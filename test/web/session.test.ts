import { describe, expect, test } from '@jest/globals';
import { buildClient } from '../../web/client/client.ts';
import { LatchkeyError } from '../../web/client/errors.ts';
import { aSession, fakeTab, json, refusal, type Answerer } from './fake-environment.ts';

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function clientOf(answer: Answerer) {
  const tab = fakeTab({ answer, now: 1_700_000_000_000 });
  return { tab, client: buildClient(tab, {}) };
}

async function failure(promise: Promise<unknown>): Promise<LatchkeyError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LatchkeyError)) throw new Error('expected a LatchkeyError');
  return error;
}

describe('session', () => {
  test('tells who is signed in, with times as dates', async () => {
    const { tab, client } = clientOf(() => json(200, aSession));
    expect(await client.session()).toEqual({
      sub: 'f3c1',
      groups: ['admins'],
      expiresAt: new Date('2023-11-14T22:43:20Z'),
      vouchedAt: new Date('2023-11-14T22:13:20Z'),
    });
    expect(tab.sent.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /_auth/session']);
  });

  test('is null when nobody is signed in, and asks nothing else', async () => {
    const { tab, client } = clientOf(() => refusal('expired'));
    expect(await client.session()).toBeNull();
    expect(tab.sent).toHaveLength(1);
  });

  test('asks Cognito first where told to', async () => {
    let fresh = false;
    const { client } = clientOf(({ path }) => {
      if (path === '/_auth/refresh') {
        fresh = true;
        return json(200, { exp: 1_700_001_800 });
      }
      return fresh ? json(200, aSession) : refusal('expired');
    });
    expect((await client.session({ refresh: true }))?.sub).toBe('f3c1');
  });

  test.each(['none', 'signed-out', 'revoked'])('asks nobody to mend "%s"', async (reason) => {
    const { tab, client } = clientOf(() => refusal(reason));
    expect(await client.session({ refresh: true })).toBeNull();
    expect(tab.sent).toHaveLength(1);
  });

  test.each([
    ['no sub', { ...aSession, sub: undefined }],
    ['groups that are no list', { ...aSession, groups: 'admins' }],
    ['a time as text', { ...aSession, exp: '1700000000' }],
    ['nothing', null],
  ])('refuses an answer with %s', async (_name, body) => {
    const { client } = clientOf(() => json(200, body));
    expect((await failure(client.session())).code).toBe('unexpected_answer');
  });

  test('refuses a page of HTML for an answer', async () => {
    const { client } = clientOf(() => new Response('<h1>Hello</h1>'));
    expect((await failure(client.session())).code).toBe('unexpected_answer');
  });
});

describe('refresh and renew', () => {
  test('refresh posts an empty body with its hash and tells the new end', async () => {
    const { tab, client } = clientOf(() => json(200, { exp: 1_700_001_800 }));
    expect(await client.refresh()).toEqual(new Date(1_700_001_800_000));
    expect(tab.sent[0]).toMatchObject({ method: 'POST', path: '/_auth/refresh', body: '' });
    expect(tab.sent[0]?.headers.get('x-amz-content-sha256')).toBe(emptyHash);
  });

  test('refresh is null on 401', async () => {
    expect(await clientOf(() => refusal('none')).client.refresh()).toBeNull();
  });

  test('calls at the same time share one request, later ones make their own', async () => {
    const { tab, client } = clientOf(() => json(200, { exp: 1 }));
    await Promise.all([client.refresh(), client.refresh()]);
    expect(tab.sent).toHaveLength(1);
    await client.refresh();
    expect(tab.sent).toHaveLength(2);
  });

  test('a failed refresh does not stick', async () => {
    let calls = 0;
    const { client } = clientOf(() => (++calls === 1 ? json(503, {}) : json(200, { exp: 1 })));
    await failure(client.refresh());
    expect(await client.refresh()).toEqual(new Date(1000));
  });

  test('renew is true on 204, false on 401', async () => {
    const good = clientOf(() => new Response(null, { status: 204 }));
    expect(await good.client.renew()).toBe(true);
    expect(good.tab.sent[0]).toMatchObject({ method: 'POST', path: '/_auth/renew' });
    expect(good.tab.sent[0]?.headers.get('x-amz-content-sha256')).toBe(emptyHash);
    expect(await clientOf(() => refusal('expired')).client.renew()).toBe(false);
  });
});

describe('failures', () => {
  test('no answer: network, with its cause', async () => {
    const cause = new TypeError('Failed to fetch');
    const error = await failure(clientOf(() => Promise.reject(cause)).client.session());
    expect(error).toMatchObject({ name: 'LatchkeyError', code: 'network', cause });
  });

  test.each([429, 500, 503])('%i: unavailable, with the time to wait', async (status) => {
    const { client } = clientOf(() => json(status, {}, { 'retry-after': '5' }));
    expect(await failure(client.refresh())).toMatchObject({
      code: 'unavailable',
      status,
      retryAfter: 5,
    });
  });

  test.each([400, 404, 413, 428, 430, 499])('%i: refused, whenever it is tried', async (status) => {
    const { client } = clientOf(() => json(status, {}));
    expect(await failure(client.refresh())).toMatchObject({ code: 'refused', status });
  });

  test('403: refused, with the OAuth error', async () => {
    const { client } = clientOf(() => json(403, { error: 'cross_site' }));
    const expected = { code: 'refused', status: 403, oauthError: 'cross_site' };
    expect(await failure(client.renew())).toMatchObject(expected);
  });

  test('no WebCrypto: insecure_context, and nothing is sent', async () => {
    const tab = fakeTab({ withoutCrypto: true });
    expect((await failure(buildClient(tab, {}).refresh())).code).toBe('insecure_context');
    expect(tab.sent).toHaveLength(0);
  });
});
