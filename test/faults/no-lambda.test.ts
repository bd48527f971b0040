/**
 * The token exchange itself is gone, and CloudFront alone is left to say so. Its documentation
 * leaves open how it gets an error page: whichever way it is, the answer has to be the same.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ErrorPageWays } from '../../local/cloudfront/distribution.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import {
  unavailable,
  unavailableHeaders,
  unavailablePath,
} from '../../token-exchange/pages/index.ts';
import { Browser, scripting, type Answer } from '../browser/browser.ts';
import { send } from '../browser/send.ts';
import { data, outcomeOf, page, publicPage, signIn, signInUpToCallback } from './outcomes.ts';

const ways: ErrorPageWays[] = [true, false].flatMap((runsFunction) =>
  (['request', 'page'] as const).map((policyOf) => ({ policyOf, runsFunction })),
);

const theme = { accent: '#205493', productName: 'Handbook' };

describe.each(ways)(
  'error pages with the policy of the $policyOf, edge function: $runsFunction',
  (errorPages) => {
    let system: LocalSystem;
    let visitor: Browser;
    let comer: Browser;
    let callback: URL;

    beforeAll(async () => {
      system = await startSystem({ errorPages, settings: { theme } });
      [visitor, comer] = [new Browser(system.url), new Browser(system.url)];
      await signIn(visitor);
      callback = await signInUpToCallback(comer);
      system.faults.set('lambda', 'down');
    });

    afterAll(() => system?.close());

    const expectPage = ({ status, headers, body }: Answer) => {
      expect({ status, body }).toEqual({ status: 503, body: unavailable(theme) });
      expect(headers).toMatchObject(unavailableHeaders(theme));
    };

    test('a new sign-in gets 503, when to come back, and the page', async () => {
      const visit = await new Browser(system.url).open(page);
      expectPage(visit);
      expect(visit.redirects).toBe(1);
      // What "Try again" on the page asks for.
      expect(visit.url.searchParams.get('return_to')).toBe(page);
    });

    test('so does whoever comes back from Cognito, and is in by trying again', async () => {
      expectPage(await comer.open(callback));
      system.faults.delete('lambda');
      const again = await comer.open(callback);
      system.faults.set('lambda', 'down');
      expect([again.status, again.url.pathname]).toEqual([200, page]);
    });

    test('a program is told by the status and the header', async () => {
      for (const answer of [
        await visitor.post('/_auth/refresh'),
        await visitor.fetch('/_auth/session'),
      ]) {
        expectPage(answer);
      }
    });

    test('a sign-out has not happened, and nobody says that it has', async () => {
      expectPage(await visitor.open('/_auth/logout'));
      expect(visitor.cookieNames).toEqual(expect.arrayContaining([sessionCookie, refreshCookie]));
    });

    test('whoever is signed in goes on, and what is public stays so', async () => {
      expect(outcomeOf(await visitor.open(page))).toBe('200');
      expect(outcomeOf(await visitor.fetch(data))).toBe('200');
      expect(outcomeOf(await visitor.post('/_auth/renew'))).toBe('204');
      expect(outcomeOf(await new Browser(system.url).open(publicPage))).toBe('200');
    });
  },
);

describe('the page’s own address', () => {
  let system: LocalSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system?.close());

  test('is open to everybody', async () => {
    const answer = await new Browser(system.url).fetch(unavailablePath);
    expect(answer).toMatchObject({ status: 200, body: unavailable() });
  });

  test.each([
    '/_latchkey/',
    '/_latchkey/other.html',
    `/_latchkey/..${page}`,
    `/_latchkey/%2e%2e${data}`,
    `${unavailablePath}/../..${data}`,
    `${unavailablePath}%2f..%2f..${data}`,
    `${data}/../../../${unavailablePath.slice(1)}`,
    `${unavailablePath}?list-type=2&prefix=app/`,
  ])('leads nobody to anything else: %s', async (path) => {
    const answer = await send(new URL(system.url), {
      method: 'GET',
      headers: scripting,
      target: path,
    });
    expect(answer.body).not.toContain('Lofoten');
    expect([200, 400, 401]).toContain(answer.status);
    if (answer.status === 200) expect(answer.body).toBe(unavailable());
  });

  test('takes nothing but reading', async () => {
    expect((await new Browser(system.url).post(unavailablePath)).status).toBe(403);
  });
});
