/**
 * Each thing that the system depends on fails alone, while people use it fifty times a second:
 * whoever is signed in goes on, whoever is not is told when to come back, nobody is sent in circles
 * (the browser of these tests throws where a way has more than eight redirects), and nothing has to
 * be restarted afterwards.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dependency, Fault } from '../../local/faults.ts';
import type { LocalSystem } from '../../local/system.ts';
import { createScene, type Scene, type Story } from './scene.ts';

/** When nothing is wrong. */
const well: Story = {
  read: ['200'],
  fetch: ['200'],
  public: ['200'],
  renew: ['204'],
  refresh: ['200'],
  signIn: ['in'],
  callback: '200',
  renewedPage: '200, renewed, 1',
  signOut: 'signed out',
  expired: '200',
};

const recovered = {
  readers: '200',
  refresher: '200',
  renewer: '200',
  renewal: '204',
  comer: '200',
  leaver: 'in',
  signOut: 'signed out',
  stranger: 'in',
  public: '200',
};

interface Case {
  readonly name: string;
  readonly start: (system: LocalSystem) => void;
  readonly end: (system: LocalSystem) => void;
  /** What differs from a system that is well. */
  readonly story: Partial<Story>;
}

function broken(dependency: Dependency, fault: Fault, story: Partial<Story>): Case {
  return {
    name: `${dependency} ${fault}`,
    start: ({ faults }) => void faults.set(dependency, fault),
    end: ({ faults }) => void faults.delete(dependency),
    story,
  };
}

function clock(who: keyof LocalSystem['clocks'], seconds: number, story: Partial<Story>): Case {
  const move = ({ clocks }: LocalSystem, by: number) => void (clocks[who].offset += by * 1000);
  return {
    name: `${who}’s clock ${seconds} s off`,
    start: (system) => {
      move(system, seconds);
    },
    end: (system) => {
      move(system, -seconds);
      // What was dated wrongly meanwhile is right by then.
      system.advance(120);
    },
    story,
  };
}

const noSignIn = {
  signIn: ['503 page'],
  callback: '503 page',
  refresh: ['503 JSON'],
  expired: '503 page',
} satisfies Partial<Story>;

/** The token is dated so that the edge takes it later; the ways in do not go round meanwhile. */
const notYet = {
  signIn: ['503 page'],
  callback: '503 page',
  expired: '503 page',
} satisfies Partial<Story>;

const atCognito = (how: string): Partial<Story> => ({
  ...noSignIn,
  signIn: [`at Cognito, ${how}`],
  signOut: `at Cognito, ${how}`,
});

const cases: readonly Case[] = [
  { name: 'nothing', start: () => undefined, end: () => undefined, story: {} },
  broken('cognito', 'down', atCognito('which is down')),
  broken('cognito', 'garbage', atCognito('200')),
  broken('secrets-manager', 'down', noSignIn),
  broken('secrets-manager', 'garbage', noSignIn),
  broken('parameter-store', 'down', noSignIn),
  broken('parameter-store', 'garbage', noSignIn),
  // The edge has checked a session that is to be refreshed; the store's API is for new ones.
  broken('key-value-store', 'down', { signIn: ['503 page'], callback: '503 page' }),
  broken('key-value-store', 'garbage', { signIn: ['503 page'], callback: '503 page' }),
  broken('edge-store', 'down', {
    ...noSignIn,
    read: ['503 page'],
    fetch: ['503 JSON'],
    renew: ['503 JSON'],
    renewedPage: '503 page, as before, 0',
  }),
  broken('queue', 'down', {}),
  broken('queue', 'garbage', {}),
  // No one is there to say it better.
  broken('lambda', 'down', {
    signIn: ['502 JSON without error'],
    callback: '502 JSON without error',
    refresh: ['502 JSON without error'],
    expired: '502 JSON without error',
    signOut: '502 JSON without error, cookies kept',
  }),
  // What the edges have in their caches is there all the same.
  broken('origin', 'down', {}),
  clock('edge', 120, {}),
  clock('edge', -120, notYet),
  clock('lambda', 120, notYet),
  clock('lambda', -120, {}),
  clock('cognito', 120, notYet),
  clock('cognito', -120, {}),
];

describe.each(cases)('with this wrong: $name', ({ start, end, story: differs }) => {
  let scene: Scene;
  let story: Story;
  const expected: Story = { ...well, ...differs };

  beforeAll(async () => {
    scene = await createScene();
    start(scene.system);
    story = await scene.story({ perSecond: 50, seconds: 2 });
  });

  afterAll(() => scene?.close());

  test('what is public stays so', () => {
    expect(story.public).toEqual(expected.public);
  });

  test('whoever is signed in goes on', () => {
    const { read, fetch } = expected;
    expect(story).toMatchObject({ read, fetch });
  });

  test('sessions are renewed at the edge', () => {
    const { renew, renewedPage } = expected;
    expect(story).toMatchObject({ renew, renewedPage });
  });

  test('whoever has to be vouched for anew gets in, or is told when to come back', () => {
    const { signIn, callback, refresh, expired } = expected;
    expect(story).toMatchObject({ signIn, callback, refresh, expired });
  });

  test('whoever signs out is signed out', () => {
    expect(story.signOut).toBe(expected.signOut);
  });

  test('all is well afterwards', async () => {
    end(scene.system);
    expect(await scene.later()).toEqual(recovered);
  });
});
