/** What a site has not, and who may learn what it has: S3 tells CloudFront, and nobody else. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ErrorPageWays } from '../../local/cloudfront/distribution.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { notFound, notFoundPath } from '../../token-exchange/pages/index.ts';
import { Browser, navigating, scripting } from '../browser/browser.ts';
import { send } from '../browser/send.ts';
import { outcomeOf, signIn } from './outcomes.ts';

const ways: ErrorPageWays[] = [true, false].flatMap((runsFunction) =>
  (['request', 'page'] as const).map((policyOf) => ({ policyOf, runsFunction })),
);
const theme = { accent: '#205493', productName: 'Handbook' };
const nowhere = '/app/no-such-page.html';

describe.each(ways)(
  'error pages with the policy of the $policyOf, edge function: $runsFunction',
  (errorPages) => {
    let system: LocalSystem;
    let visitor: Browser;

    beforeAll(async () => {
      system = await startSystem({ errorPages, settings: { theme } });
      visitor = new Browser(system.url);
      await signIn(visitor);
    });

    afterAll(() => system?.close());

    test('whoever may see the path gets 404 and the page, with the site’s headers', async () => {
      const { status, headers, body } = await visitor.open(nowhere);
      expect({ status, body }).toEqual({ status: 404, body: notFound('/_auth', theme) });
      expect(headers).toMatchObject({
        'cache-control': 'private, no-cache',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
      });
    });

    test('nobody else learns that there is nothing', async () => {
      const comer = new Browser(system.url);
      expect(outcomeOf(await comer.fetch(nowhere))).toBe(outcomeOf(await comer.fetch('/app/')));
      expect(outcomeOf(await visitor.fetch('/admin/no-such-page'))).toBe('403 JSON');
    });

    test('the page’s own address is open to everybody', async () => {
      expect(await new Browser(system.url).fetch(notFoundPath)).toMatchObject({ status: 200 });
    });
  },
);

describe('the list of what is there', () => {
  let system: LocalSystem;
  let signedIn: string;

  beforeAll(async () => {
    system = await startSystem();
    const visitor = new Browser(system.url);
    await signIn(visitor);
    signedIn = visitor.cookies.header(new URL('/', system.url));
  });

  afterAll(() => system?.close());

  const targets = [
    ...['/', '/?list-type=2', '/?prefix=app/&delimiter=/', '/?list-type=2&prefix=', '/?versions'],
    ...[
      '//',
      '/.',
      '/./',
      '/..',
      '/%2f',
      '/%2e',
      '/index.html/..',
      '/?',
      '/#',
      '/;',
      '/%3f',
      '/%00',
    ],
    ...[
      '/app/',
      '/app/?list-type=2&prefix=app/',
      '/_latchkey/',
      '/_latchkey/?list-type=2',
      '*',
      '',
    ],
  ];

  test.each(
    ['GET', 'HEAD', 'OPTIONS', 'POST', 'PROPFIND'].flatMap((method) =>
      targets.map((target): [string, string] => [method, target]),
    ),
  )('is shown to nobody: %s %s', async (method, target) => {
    for (const cookie of ['', signedIn]) {
      for (const mode of [navigating(), scripting]) {
        const headers = { ...mode, ...(cookie && { cookie }) };
        const answer = await send(new URL(system.url), { method, headers, target });
        expect(answer.body).not.toMatch(/ListBucket|<Contents>|<Key>/);
        // S3 answers a HEAD of the bucket itself without a body or a type.
        if (answer.status === 200) expect(answer.headers['content-type']).toMatch(/^text\/html/);
      }
    }
  });
});
