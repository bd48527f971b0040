import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { buildClient } from '../../web/client/client.ts';
import type { LatchkeyEvent } from '../../web/client/presence.ts';
import type { ClientOptions } from '../../web/client/types.ts';
import { fakeTab, json, origin, refusal, type Answerer } from './fake-environment.ts';

/** A gate whose session has expired, and what it answers to a refresh. */
function gate(refreshAnswer: () => Response, reason = 'expired'): Answerer {
  let good = false;
  return ({ path }) => {
    if (path !== '/_auth/refresh') return good ? json(200, { figures: 42 }) : refusal(reason);
    const answer = refreshAnswer();
    good = answer.ok;
    return answer;
  };
}

const mends = () => json(200, { exp: 1_700_001_800 });

function setUp(answer: Answerer, options: ClientOptions = {}) {
  const tab = fakeTab({ answer, page: `${origin}/app/` });
  const client = buildClient(tab, options);
  const events: LatchkeyEvent[] = [];
  client.subscribe((event) => void events.push(event));
  const calls = () => tab.sent.map(({ method, path }) => `${method} ${path}`);
  return { tab, client, events, calls };
}

const report = 'GET /app/report.json';
const refresh = 'POST /_auth/refresh';

describe('an expired session', () => {
  test('is mended silently, and the request sent once more', async () => {
    const { client, calls, events, tab } = setUp(gate(mends));
    const response = await client.fetch('report.json');
    expect(await response.json()).toEqual({ figures: 42 });
    expect(calls()).toEqual([report, refresh, report]);
    expect(events).toEqual([]);
    expect(tab.visited).toEqual([]);
  });

  test('requests at the same time share one refresh', async () => {
    const { client, calls } = setUp(gate(mends));
    const answers = await Promise.all([client.fetch('report.json'), client.fetch('report.json')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(calls().filter((call) => call === refresh)).toHaveLength(1);
  });

  test('a body is sent again, with its hash and its type', async () => {
    const { client, tab } = setUp(gate(mends));
    const body = new FormData();
    body.set('name', 'Å');
    const answer = await client.fetch('/files/a', { method: 'PUT', body });
    expect(answer.status).toBe(200);
    const [first, , second] = tab.sent;
    expect(first?.body).toContain('Å');
    expect(second?.body).toBe(first?.body);
    expect(second?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
    const hash = createHash('sha256')
      .update(first?.body ?? '')
      .digest('hex');
    expect(first?.headers.get('x-amz-content-sha256')).toBe(hash);
  });

  test('a hash that the caller has set stays', async () => {
    const { client, tab } = setUp(() => json(200, {}));
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    await client.fetch('/files/a', { method: 'PUT', body: 'x', headers });
    expect(tab.sent[0]?.headers.get('x-amz-content-sha256')).toBe('UNSIGNED-PAYLOAD');
  });

  test('a Request is sent again with its body', async () => {
    const { client, tab } = setUp(gate(mends));
    await client.fetch(new Request(`${origin}/notes`, { method: 'POST', body: 'hello' }));
    expect(tab.sent.map(({ body }) => body)).toEqual(['hello', '', 'hello']);
  });

  test('a stream is not sent again: the 401 comes back, the session is fresh', async () => {
    const { client, calls, events } = setUp(gate(mends));
    const body = new Blob(['x']).stream();
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect((await client.fetch('/upload', init)).status).toBe(401);
    expect(calls()).toEqual(['POST /upload', refresh]);
    expect(events).toEqual([]);
  });
});

describe('when nothing silent helps', () => {
  test('the 401 comes back readable, and the page is told', async () => {
    const { client, calls, events, tab } = setUp(gate(() => refusal('expired')));
    const response = await client.fetch('report.json');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ reason: 'expired' });
    expect(calls()).toEqual([report, refresh]);
    expect(events).toEqual([{ type: 'sign-in-required', reason: 'expired' }]);
    expect(tab.visited).toEqual([]);
  });

  test.each(['none', 'signed-out', 'revoked'])('"%s" costs no refresh', async (reason) => {
    const { client, calls, events } = setUp(gate(mends, reason));
    await client.fetch('report.json');
    expect(calls()).toEqual([report]);
    expect(events).toEqual([{ type: 'sign-in-required', reason }]);
  });

  test('a second 401 is the last word', async () => {
    const answer: Answerer = ({ path }) =>
      path === '/_auth/refresh' ? mends() : refusal('expired');
    const { client, calls, events } = setUp(answer);
    expect((await client.fetch('report.json')).status).toBe(401);
    expect(calls()).toEqual([report, refresh, report]);
    // The refresh had said that somebody is signed in, so the end of that is news.
    expect(events).toEqual([
      { type: 'signed-out' },
      { type: 'sign-in-required', reason: 'expired' },
    ]);
  });

  test('a refresh without an answer is no verdict', async () => {
    const { client, events } = setUp(gate(() => json(503, {})));
    expect((await client.fetch('report.json')).status).toBe(401);
    expect(events).toEqual([]);
  });

  test('signInOn401 leaves for the sign-in', async () => {
    const { client, tab } = setUp(gate(mends, 'none'), { signInOn401: true });
    await client.fetch('report.json');
    expect(tab.visited).toEqual(['/_auth/login?return_to=%2Fapp%2F']);
  });
});

describe('what is none of its business', () => {
  test.each([
    ['a 401 of the application', () => json(401, { error: 'wrong PIN' })],
    ['a 401 that is not JSON', () => new Response('{"login":"/"}', { status: 401 })],
    ['a 401 of broken JSON', () => new Response('{', { status: 401, headers: jsonType })],
    ['a 403', () => json(403, { login: '/_auth/login', reason: 'group' })],
    ['a 200', () => json(200, { login: '/_auth/login' })],
  ])('%s passes untouched', async (_name, answer) => {
    const { client, calls, events } = setUp(answer);
    await client.fetch('report.json');
    expect(calls()).toEqual([report]);
    expect(events).toEqual([]);
  });

  test('another origin is neither mended nor given a hash', async () => {
    const { client, tab, calls, events } = setUp(() => refusal('expired'));
    await client.fetch('https://api.example/x', { method: 'POST', body: 'x' });
    expect(calls()).toEqual(['POST https://api.example/x']);
    expect(tab.sent[0]?.headers.has('x-amz-content-sha256')).toBe(false);
    expect(events).toEqual([]);
  });

  test('a failure of the network is the browser’s own', async () => {
    const { client } = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(client.fetch('report.json')).rejects.toThrow(TypeError);
  });
});

const jsonType = { 'content-type': 'application/json' };
