/** Where refresh tokens rotate, one that Cognito has replaced must not be lost on the way. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Dependency } from '../../local/faults.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { Browser } from '../browser/browser.ts';
import { outcomeOf, signIn } from './outcomes.ts';
import { resign } from './session-states.ts';

let system: LocalSystem;

beforeAll(async () => {
  // Without a grace period the replaced token is dead at once.
  system = await startSystem({ client: { refreshTokenRotation: { graceSeconds: 0 } } });
});

afterAll(() => system?.close());

async function refreshTwice(broken: Dependency, browser: Browser): Promise<string[]> {
  system.faults.set(broken, 'down');
  const meanwhile = outcomeOf(await browser.post('/_auth/refresh'));
  system.faults.delete(broken);
  return [meanwhile, outcomeOf(await browser.post('/_auth/refresh'))];
}

test('each refresh brings the next token', async () => {
  const browser = new Browser(system.url);
  await signIn(browser);
  const first = browser.cookie(refreshCookie);
  expect(outcomeOf(await browser.post('/_auth/refresh'))).toBe('200');
  expect(browser.cookie(refreshCookie)).not.toBe(first);
  expect(outcomeOf(await browser.post('/_auth/refresh'))).toBe('200');
  browser.setCookie(refreshCookie, first ?? '', '/_auth');
  expect(outcomeOf(await browser.post('/_auth/refresh'))).toBe('401 JSON');
});

test.each(['secrets-manager', 'parameter-store'] as const)(
  'it is still good after a refresh that failed for want of this: %s',
  async (broken) => {
    const browser = new Browser(system.url);
    await signIn(browser);
    system.advance(150);
    expect(await refreshTwice(broken, browser)).toEqual(['503 JSON', '200']);
  },
);

// Whether the user was revoked is asked after Cognito was, and its answer is then thrown away.
test('it is still good where the key is gone and the store cannot be asked', async () => {
  const browser = new Browser(system.url);
  await signIn(browser);
  const token = browser.cookie(sessionCookie) ?? '';
  browser.setCookie(sessionCookie, resign(token, { kid: 'longgone', key: 'k'.repeat(43) }));
  expect(await refreshTwice('key-value-store', browser)).toEqual(['503 JSON', '200']);
});
