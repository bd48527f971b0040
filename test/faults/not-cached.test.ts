/** An error is its visitor's: CloudFront keeps none of them for the next. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Dependency } from '../../local/faults.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { Browser } from '../browser/browser.ts';
import { data, outcomeOf, page, publicPage, signIn } from './outcomes.ts';

let system: LocalSystem;
let one: Browser;
let other: Browser;

beforeAll(async () => {
  system = await startSystem();
  one = new Browser(system.url);
  other = new Browser(system.url);
  await signIn(one);
  await signIn(other);
});

afterAll(() => system?.close());

/** Of each kind one address that nobody has asked for: nothing of it is in a cache. */
const addresses: [Dependency, string, number][] = [
  ['origin', `${data}?of=nobody`, 502],
  ['origin', '/assets/logo.svg', 502],
  ['origin', '/assets/never-there.svg', 502],
  ['edge-store', data, 503],
  ['edge-store', '/_auth/session', 503],
  ['lambda', '/_auth/session', 503],
];

test.each(addresses)('with %s down, %s fails once and never again', async (what, path, status) => {
  system.faults.set(what, 'down');
  const failed = await one.fetch(path);
  system.faults.delete(what);
  expect(failed.status).toBe(status);
  const after = [await other.fetch(path), await one.fetch(path)];
  expect(after.map((answer) => answer.status)).toEqual(
    path.includes('never-there') ? [404, 404] : [200, 200],
  );
});

test('what one visitor may not see is no answer to another', async () => {
  const [stranger, visitor] = [new Browser(system.url), one];
  for (const [browser, status] of [
    [stranger, 401],
    [visitor, 200],
    [stranger, 401],
  ] as const) {
    expect((await browser.fetch(data)).status).toBe(status);
  }
});

test('every answer of the edge’s own or the token exchange’s says that nobody may keep it', async () => {
  system.faults.set('edge-store', 'down');
  const refused = [
    await one.open(page),
    await one.fetch(data),
    await one.open('/_auth/login'),
    await one.fetch('/_auth/session'),
  ];
  system.faults.delete('edge-store');
  for (const answer of refused) {
    expect(answer.status).toBe(503);
    expect(answer.headers['cache-control']).toMatch(/no-store/);
  }
  expect(outcomeOf(await one.open(publicPage))).toBe('200');
});
