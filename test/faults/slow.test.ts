/**
 * What answers after every timeout: the token exchange gives up in time and says when to come back.
 * Each case has a system of its own, and all wait at once.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dependency } from '../../local/faults.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { Browser } from './browser.ts';
import {
  data,
  outcomeOf,
  page,
  publicPage,
  signIn,
  signInUpToCallback,
  signOut,
} from './outcomes.ts';

interface Story {
  readonly read: string;
  readonly fetch: string;
  readonly public: string;
  readonly renew: string;
  readonly callback: string;
  readonly refresh: string;
  /** Cleared cookies, whatever Cognito's page then does. */
  readonly signOut: string;
}

const well: Story = {
  read: '200',
  fetch: '200',
  public: '200',
  renew: '204',
  callback: '200',
  refresh: '200',
  signOut: 'signed out',
};

const cases: [Dependency, Partial<Story>][] = [
  ['cognito', { callback: '503 page', refresh: '503 JSON' }],
  ['secrets-manager', { callback: '503 page', refresh: '503 JSON' }],
  ['parameter-store', { callback: '503 page', refresh: '503 JSON' }],
  ['key-value-store', { callback: '503 page' }],
  ['queue', {}],
];

const systems: LocalSystem[] = [];
const stories = new Map<Dependency, Story>();
const recoveries = new Map<Dependency, readonly string[]>();

async function live(slow: Dependency): Promise<void> {
  const system = await startSystem();
  systems.push(system);
  const [visitor, leaver, comer] = [1, 2, 3].map(() => new Browser(system.url)) as [
    Browser,
    Browser,
    Browser,
  ];
  await signIn(visitor);
  await signIn(leaver, 'ada');
  const callback = await signInUpToCallback(comer);
  system.advance(150);

  system.faults.set(slow, 'slow');
  const toCognito = ({ pathname }: URL) => slow === 'cognito' && pathname === '/logout';
  const [read, fetch, open, renew, cameBack, refresh, signedOut] = await Promise.all([
    visitor.open(page).then(outcomeOf),
    visitor.fetch(data).then(outcomeOf),
    visitor.open(publicPage).then(outcomeOf),
    visitor.post('/_auth/renew').then(outcomeOf),
    comer.open(callback).then(outcomeOf),
    visitor.post('/_auth/refresh').then(outcomeOf),
    signOut(leaver, toCognito),
  ]);
  stories.set(slow, {
    read,
    fetch,
    public: open,
    renew,
    callback: cameBack,
    refresh,
    signOut: signedOut,
  });

  system.faults.delete(slow);
  recoveries.set(slow, [
    await signIn(comer),
    outcomeOf(await visitor.post('/_auth/refresh')),
    await signOut(visitor),
  ]);
}

beforeAll(async () => {
  await Promise.all(cases.map(([slow]) => live(slow)));
});

afterAll(() => Promise.all(systems.map((system) => system.close())));

describe.each(cases)('while this is slow: %s', (slow, differs) => {
  test('sessions go on, and whoever needs it is told when to come back', () => {
    expect(stories.get(slow)).toEqual({ ...well, ...differs });
  });

  test('all is well afterwards', () => {
    expect(recoveries.get(slow)).toEqual(['in', '200', 'signed out']);
  });
});
