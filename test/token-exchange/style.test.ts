import { expect, test } from '@jest/globals';
import type { Reason, Verdict } from '../../session/reasons.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { linkedStyle } from '../../token-exchange/pages/index.ts';
import { toResult } from '../../token-exchange/reply.ts';
import { fakeDependencies, settings } from './fakes.ts';
import { navigation, scripted } from './requests.ts';

const theme = { accent: '#7a1f5c', productName: 'Handbook' };

/** Nothing answers, and whoever asks all the same is told by an error. */
const nothing = () => {
  throw new Error('something was asked for');
};
const alone: Dependencies = {
  ...fakeDependencies({ settings: { ...settings, theme } }),
  now: nothing,
  random: nothing,
  ring: nothing,
  deployment: nothing,
  cognito: nothing,
  jwt: nothing,
  revocations: { entryOf: nothing },
  announceSignOut: nothing,
};

const verdicts: Record<Reason | 'ok', true> = {
  ok: true,
  none: true,
  malformed: true,
  'unknown-key': true,
  'bad-mac': true,
  expired: true,
  'signed-out': true,
  revoked: true,
  group: true,
  owner: true,
  path: true,
  'cross-site': true,
  unavailable: true,
};

test.each(Object.keys(verdicts) as Verdict[])(
  'is there for everybody, with nothing else there: %s',
  async (verdict) => {
    const request = scripted('style', { verdict, host: 'whatever.example' });
    const reply = await exchange(request, alone);
    expect(toResult(reply, theme)).toEqual({
      statusCode: 200,
      headers: expect.objectContaining({
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=3600',
        'x-content-type-options': 'nosniff',
      }),
      cookies: [],
      body: linkedStyle(theme),
    });
  },
);

test('is the same whatever comes with the request', async () => {
  const plain = await exchange(scripted('style'), alone);
  const query = { accent: '#ff0000', productName: '</style><script>', return_to: '//evil.example' };
  const cookies = { '__Host-latchkey': 'x', a: 'b' };
  expect(await exchange(navigation('style', { query, cookies }), alone)).toEqual(plain);
  expect(await exchange(scripted('style', { method: 'HEAD' }), alone)).toEqual(plain);
});
