/**
 * What answers after every timeout: the token exchange gives up in time and says when to come back.
 * Each case has a system of its own, and all wait at once.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dependency } from '../../local/faults.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { Browser } from '../browser/browser.ts';
import { endUser } from '../endings/operator.ts';
import { newUser } from '../endings/world.ts';
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
  /** Somebody new. */
  readonly signIn: string;
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
  signIn: 'in',
  refresh: '200',
  signOut: 'signed out',
};

const noSignIn = { callback: '503 page', signIn: '503 page', refresh: '503 JSON' };

const cases: [Dependency, Partial<Story>][] = [
  ['cognito', noSignIn],
  ['secrets-manager', noSignIn],
  ['parameter-store', noSignIn],
  ['key-value-store', { callback: '503 page', signIn: '503 page', refresh: '503 JSON' }],
  ['queue', {}],
];

const systems: LocalSystem[] = [];
const stories = new Map<Dependency, Story>();
const recoveries = new Map<Dependency, readonly string[]>();

async function live(slow: Dependency): Promise<void> {
  const system = await startSystem();
  systems.push(system);
  const newBrowser = () => new Browser(system.url);
  const [visitor, leaver, comer, stranger] = [
    newBrowser(),
    newBrowser(),
    newBrowser(),
    newBrowser(),
  ];
  await signIn(visitor);
  await signIn(leaver, 'ada');
  const callback = await signInUpToCallback(comer);
  // The store's API is asked while somebody has just been revoked.
  if (slow === 'key-value-store') endUser(system, newUser(system).username);
  system.advance(150);

  system.faults.set(slow, 'slow');
  const toCognito = ({ pathname }: URL) => slow === 'cognito' && pathname === '/logout';
  const [read, fetch, open, renew, cameBack, newcomer, refresh, signedOut] = await Promise.all([
    visitor.open(page).then(outcomeOf),
    visitor.fetch(data).then(outcomeOf),
    visitor.open(publicPage).then(outcomeOf),
    visitor.post('/_auth/renew').then(outcomeOf),
    comer.open(callback).then(outcomeOf),
    signIn(stranger),
    visitor.post('/_auth/refresh').then(outcomeOf),
    signOut(leaver, toCognito),
  ]);
  stories.set(slow, {
    read,
    fetch,
    public: open,
    renew,
    callback: cameBack,
    signIn: newcomer,
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
