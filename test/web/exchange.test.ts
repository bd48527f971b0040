import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { buildClient } from '../../web/client/client.ts';
import { fakeTab, json } from './fake-environment.ts';

test('exchange sends the form of RFC 8693 with the hash of its body', async () => {
  const tab = fakeTab({
    now: 1_000_000,
    answer: () => json(200, { access_token: 'x', token_type: 'N_A', expires_in: 1800 }),
  });
  expect(await buildClient(tab, {}).exchange('a.b+c/d=')).toEqual(new Date(2_800_000));

  const [request] = tab.sent;
  expect(request?.path).toBe('/_auth/token');
  expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'a.b+c/d=',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  });
  const hash = createHash('sha256')
    .update(request?.body ?? '')
    .digest('hex');
  expect(request?.headers.get('x-amz-content-sha256')).toBe(hash);
});

test.each([400, 401])('a token that is not accepted (%i) is refused', async (status) => {
  const tab = fakeTab({ answer: () => json(status, { error: 'invalid_request' }) });
  await expect(buildClient(tab, {}).exchange('x')).rejects.toMatchObject({
    code: 'refused',
    status,
    oauthError: 'invalid_request',
  });
});

test('an answer without a lifetime is unexpected', async () => {
  const tab = fakeTab({ answer: () => json(200, { access_token: 'x' }) });
  const exchange = buildClient(tab, {}).exchange('x');
  await expect(exchange).rejects.toMatchObject({ code: 'unexpected_answer' });
});
