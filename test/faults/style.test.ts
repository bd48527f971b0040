/** The look of the edge's own pages: as long as anything runs that could show it, it is there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dependency } from '../../local/faults.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { linkedStyle } from '../../token-exchange/pages/index.ts';
import { Browser, scripting } from '../browser/browser.ts';
import { outcomeOf, page, signIn } from './outcomes.ts';

const theme = { accent: '#205493', productName: 'Handbook' };

/** What a browser says of a style sheet that a page links. */
const linked = {
  accept: 'text/css,*/*;q=0.1',
  'sec-fetch-dest': 'style',
  'sec-fetch-mode': 'no-cors',
  'sec-fetch-site': 'same-origin',
};

let system: LocalSystem;

beforeAll(async () => {
  system = await startSystem({ settings: { theme } });
});

afterAll(() => system?.close());

const ask = (browser: Browser) => browser.ask('/_auth/style', { headers: linked });

const others: Dependency[] = [
  'cognito',
  'secrets-manager',
  'parameter-store',
  'key-value-store',
  'queue',
  'edge-store',
  'origin',
];

describe.each(others)('with this down: %s', (dependency) => {
  test('whoever has nothing gets it at once, and may keep it', async () => {
    const stranger = new Browser(system.url);
    // What the Lambda has cached is gone.
    system.advance(150);
    system.faults.set(dependency, 'down');
    const answer = await ask(stranger);
    system.faults.delete(dependency);
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=3600',
      },
      body: linkedStyle(theme),
    });
    expect(stranger.cookieNames).toEqual([]);
  });
});

test('a session is neither asked for nor touched', async () => {
  const visitor = new Browser(system.url);
  await signIn(visitor);
  const { token } = visitor;
  // Late enough for a renewal, were it a page.
  system.advance(1200);
  expect(await ask(visitor)).toMatchObject({ status: 200, body: linkedStyle(theme) });
  expect(visitor.token).toBe(token);
  expect((await visitor.fetch('/_auth/session')).status).toBe(200);
});

test('it cannot be posted to, from wherever', async () => {
  const visitor = new Browser(system.url);
  expect((await visitor.post('/_auth/style')).status).toBe(405);
  const elsewhere = { ...scripting, 'sec-fetch-site': 'cross-site' };
  expect((await visitor.post('/_auth/style', { headers: elsewhere })).status).toBe(403);
});

describe('without the token exchange', () => {
  test('the page of the edge is whole', async () => {
    const visitor = new Browser(system.url);
    await signIn(visitor);
    system.faults.set('lambda', 'down');
    const style = await ask(visitor);
    const denied = await visitor.open('/admin/');
    const open = await visitor.open(page);
    system.faults.delete('lambda');
    expect(style).toMatchObject({ status: 503, headers: { 'content-type': 'text/html' } });
    expect(outcomeOf(denied)).toBe('403 page');
    expect(denied.body).toMatch(/<h1>[^<]+<\/h1>.*<a href=\/>Start page/);
    expect(outcomeOf(open)).toBe('200');
  });
});
