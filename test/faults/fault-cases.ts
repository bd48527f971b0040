/**
 * What all tests of faults have in common: people use the system fifty times a second while one
 * thing is wrong with it, and afterwards.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

export interface FaultCase {
  readonly name: string;
  readonly start: (system: LocalSystem) => void;
  readonly end: (system: LocalSystem) => void;
  /** What differs from a system that is well. */
  readonly story: Partial<Story>;
}

/** Defines the tests of each case. The browsers in it throw where a way goes round. */
export function describeFaults(cases: readonly FaultCase[]): void {
  let scene: Scene;

  // One system for all: after each fault it has to be as good as new.
  beforeAll(async () => {
    scene = await createScene();
  });

  afterAll(() => scene?.close());

  describe.each(cases)('with this wrong: $name', ({ start, end, story: differs }) => {
    const expected: Story = { ...well, ...differs };
    let story: Story;

    beforeAll(async () => {
      const { system } = scene;
      const during = { start: () => start(system), end: () => end(system) };
      story = await scene.story(during, { perSecond: 50, seconds: 2 });
    });

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
      expect(await scene.later()).toEqual(recovered);
    });
  });
}
