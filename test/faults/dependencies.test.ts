/**
 * Each thing that the system depends on fails alone, while people use it fifty times a second:
 * whoever is signed in goes on, whoever is not is told when to come back, nobody is sent in circles,
 * and nothing has to be restarted afterwards.
 */
import type { Dependency, Fault } from '../../local/faults.ts';
import { freshRing } from '../../session/lifetimes.ts';
import { endUser } from '../endings/operator.ts';
import { newUser } from '../endings/world.ts';
import { describeFaults, type FaultCase } from './fault-cases.ts';
import type { Story } from './scene.ts';

function broken(dependency: Dependency, fault: Fault, story: Partial<Story>): FaultCase {
  return {
    name: `${dependency} ${fault}`,
    start: ({ faults }) => void faults.set(dependency, fault),
    end: ({ faults }) => void faults.delete(dependency),
    story,
  };
}

/** Every Lambda has heard of it. */
function afterRevocation({ name, start, ...rest }: FaultCase): FaultCase {
  return {
    ...rest,
    name: `${name}, and a user revoked`,
    start: (system) => {
      endUser(system, newUser(system).username);
      system.advance(freshRing);
      start(system);
    },
  };
}

const noSignIn = {
  signIn: ['503 page'],
  callback: '503 page',
  refresh: ['503 JSON'],
  expired: '503 page',
} satisfies Partial<Story>;

const throttled = '429 JSON without error';

describeFaults([
  { name: 'nothing', start: () => undefined, end: () => undefined, story: {} },
  broken('cognito', 'down', noSignIn),
  broken('cognito', 'garbage', noSignIn),
  broken('secrets-manager', 'down', noSignIn),
  broken('secrets-manager', 'garbage', noSignIn),
  broken('parameter-store', 'down', noSignIn),
  broken('parameter-store', 'garbage', noSignIn),
  // Nobody has been revoked.
  broken('key-value-store', 'down', {}),
  broken('key-value-store', 'garbage', {}),
  broken('edge-store', 'down', {
    ...noSignIn,
    read: ['503 page'],
    fetch: ['503 JSON'],
    renew: ['503 JSON'],
    renewedPage: '503 page, as before, 0',
  }),
  broken('queue', 'down', {}),
  broken('queue', 'garbage', {}),
  // Only CloudFront is there to say it, by a page from the bucket. It cannot sign anybody out.
  broken('lambda', 'down', {
    ...noSignIn,
    refresh: ['503 page'],
    signOut: '503 page, cookies kept',
  }),
  // CloudFront has no page for this one, but says when to come back.
  broken('lambda', 'throttled', {
    signIn: [throttled],
    callback: throttled,
    refresh: [throttled],
    expired: throttled,
    signOut: `${throttled}, cookies kept`,
  }),
  // What the edges have in their caches is there all the same.
  broken('origin', 'down', {}),
  // From here on somebody has. Of an older session the edge knows, of a young one it may not yet.
  ...(['down', 'garbage'] as const).map((fault) =>
    afterRevocation(broken('key-value-store', fault, { ...noSignIn, expired: '200' })),
  ),
]);
