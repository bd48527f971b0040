import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import type { Store } from '../../engine/steps.ts';
import { edgeCode } from '../../../functions/compile/edge-code.ts';
import {
  bundle,
  clock,
  designConfig,
  fetching,
  gate,
  navigate,
  step,
  storeOf,
} from '../support.ts';

const looking = storeOf({ revokedUntil: clock + 1 });

const stores: [string, Store][] = [
  ['the ring is missing', {}],
  ['the ring is that of another audience', { 'keys.other': storeOf()['keys.demo'] ?? '' }],
  ['the ring is empty', { 'keys.demo': '' }],
  ['the ring is unreadable', { 'keys.demo': 'not a ring' }],
  [
    'the ring is of another version',
    { 'keys.demo': (storeOf()['keys.demo'] ?? '').replace(/^1/, '3') },
  ],
  ['the ring ends within the key', { 'keys.demo': (storeOf()['keys.demo'] ?? '').slice(0, 40) }],
  ['KVS fails', { failing: true }],
  ['KVS fails on the ring', { 'keys.demo': { failing: true } }],
  ['KVS fails on exists', { ...looking, 'r:user-1': { failing: true } }],
  ['the revocation entry is unreadable', { ...looking, 'r:user-1': 'zzz' }],
  ['the revocation entry is empty', { ...looking, 'r:user-1': '' }],
];

describeEngines('the ring is missing, unreadable or KVS fails', ({ run }) => {
  const ask = gate(run);

  describe.each(stores)('%s', (_name, store) => {
    test('503 JSON with retry-after', async () => {
      const met = await ask('/app/a', { as: {}, headers: fetching, store });
      expect(met.status).toBe(503);
      expect(met.headers).toEqual({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'retry-after': expect.stringMatching(/^\d+$/),
      });
      expect(met.json).toEqual({
        error: 'temporarily_unavailable',
        reason: 'unavailable',
        login: '/_auth/login',
      });
    });

    test('a page for a person, no redirect', async () => {
      const met = await ask('/app/a', { as: {}, headers: navigate, store });
      expect(met).toMatchObject({ status: 503, headers: { 'content-type': 'text/html' } });
      expect(met.headers).not.toHaveProperty('location');
    });

    test('what is public stays open', async () => {
      expect(await ask('/', { as: {}, store })).toMatchObject({ status: 'passed', reads: [] });
    });
  });
});

/** CloudFront sends no header without a value; nobody may get in by one all the same. */
describeEngines('an event that fails while it is judged', ({ run }) => {
  test.each(['/_auth/nowhere', '/_auth/renew', '/_auth/', '/app/..', '/app/a'])(
    'GET %s: 503',
    async (uri) => {
      const asked = step(uri);
      const { request } = asked.event as { request: { headers: Record<string, unknown> } };
      request.headers['accept'] = { multiValue: [{ value: 'text/html' }] };
      const code = edgeCode(designConfig, bundle);
      const [outcome] = await run({ code, clock, steps: [asked] });
      expect(outcome).toMatchObject({ result: { statusCode: 503 }, reads: [] });
    },
  );
});

/** Before the unedited bundle: the store then says of every key that it is there. */
const everythingExists = `import standIn from 'cloudfront';
(function () {
  const kvs = standIn.kvs;
  standIn.kvs = function () {
    const store = kvs();
    return { get: store.get, exists: async function () { return true; } };
  };
})();
`;

describeEngines('an entry that disappears between exists and get', ({ run }) => {
  test.each(['/app/a', '/_auth/renew'])('%s: 503', async (uri) => {
    const code = everythingExists + edgeCode(designConfig, bundle);
    const asked = step(uri, { as: {}, method: 'POST', store: looking });
    const [outcome] = await run({ code, clock, steps: [asked] });
    expect(outcome).toMatchObject({
      result: { statusCode: 503 },
      reads: ['keys.demo', 'r:user-1'],
    });
  });
});
