/** Props as nobody's compiler has read them. */
import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../functions/compile/compile.ts';
import type { LatchkeyProps } from '../../cdk/latchkey.ts';
import { emptyStack, protectedStack, siteStack } from './stacks.ts';

function faultsOf(make: () => unknown): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

const ofSite = (props: object) => faultsOf(() => siteStack(props));
const ofLatchkey = (props: object) => faultsOf(() => protectedStack(props));

describe('a misspelled name', () => {
  const misspelled = {
    rulez: [],
    selfSignup: true,
    signIn: { passkey: true },
    removeDta: true,
    theme: { productNmae: 'Handbook' },
    observability: { alarmsEmail: 'operator@example.com' },
  };
  const faults = [
    'rulez is not a prop; did you mean rules?',
    'selfSignup is not a prop; did you mean selfSignUp?',
    'removeDta is not a prop; did you mean removeData?',
    'signIn.passkey is not a prop; did you mean passkeys?',
    'theme.productNmae is not a prop; did you mean productName?',
    'observability.alarmsEmail is not a prop; did you mean alarmEmail?',
  ];

  test('is a fault of a site and of a Latchkey, with the name that was meant', () => {
    expect(ofSite(misspelled)).toEqual(faults);
    expect(ofLatchkey(misspelled)).toEqual(faults);
  });

  test('is told with the others', () => {
    expect(ofSite({ directroy: 'public', audience: 'no spaces' })).toEqual([
      'directroy is not a prop; did you mean directory?',
      'audience has to be 1 to 64 letters, digits or -',
    ]);
  });

  test('that resembles none is answered with all', () => {
    expect(ofSite({ colour: 'red' })).toEqual([
      expect.stringMatching(/^colour is not a prop; there are audience, rules, .*directory/),
    ]);
    // A site's are not all a Latchkey's.
    expect(ofLatchkey({ directory: 'web/site' })).toEqual([
      expect.stringMatching(/^directory is not a prop; there are audience/),
    ]);
  });
});

describe('a value of another kind', () => {
  test.each<[name: keyof LatchkeyProps, value: unknown, fault: string]>([
    ['sessionTtl', -5, 'sessionTtl (-5) has to be a Duration, like Duration.hours(1)'],
    ['signInAge', '7d', 'signInAge (7d) has to be a Duration, like Duration.hours(1)'],
    ['rotationInterval', 5, 'rotationInterval (5) has to be a Duration, like Duration.hours(1)'],
    ['maxAge', null, 'maxAge has to be a Duration, like Duration.hours(1)'],
    ['domainNames', 'example.com', 'domainNames (example.com) has to be a list of texts'],
    ['exchangeClientIds', [5], 'exchangeClientIds has to be a list of texts'],
    ['selfSignUp', 'no', 'selfSignUp (no) has to be true or false'],
    ['signIn', true, 'signIn has to be an object'],
    ['theme', [], 'theme has to be an object'],
    ['observability', 'on', 'observability (on) has to be true or false, or an object'],
    ['shareWith', {}, 'shareWith has to be another Latchkey'],
  ])('is a fault and no TypeError: %s %j', (name, value, fault) => {
    expect(ofLatchkey({ [name]: value })).toEqual([fault]);
  });

  test('hides none of the others', () => {
    expect(
      ofSite({
        directory: undefined,
        sessionTtl: -5,
        maxAge: '1h',
        notFoundPage: '/404.html',
        observability: { alarmEmail: 'nobody' },
        userPool: { userPool: undefined },
        signIn: { domainPrefix: 'Docs', localUsers: 0 },
      }),
    ).toEqual([
      'sessionTtl (-5) has to be a Duration, like Duration.hours(1)',
      'maxAge (1h) has to be a Duration, like Duration.hours(1)',
      'userPool.userPool is missing: it has to be a user pool, like UserPool.fromUserPoolId(…)',
      'userPool.domain is missing: it has to be where managed login is, like https://login.example.com',
      'signIn.localUsers (0) has to be true or false',
      'directory is missing: it has to be the path of the folder to protect',
      expect.stringContaining('signIn.domainPrefix (Docs)'),
      'observability.alarmEmail (nobody) is no e-mail address',
    ]);
  });
});

test.each<[props: Partial<LatchkeyProps>, fault: string]>([
  [{ groupsClaim: '' }, 'groupsClaim is empty: it has to be the name of a claim'],
  [{ exchangeClientIds: ['a', ''] }, 'exchangeClientIds has "", which is no id of an app client'],
  [
    { reservedConcurrency: 0 },
    'reservedConcurrency (0) has to be a whole number, 1 or more: with none nobody could sign in',
  ],
  [
    { observability: { alarms: false, alarmEmail: 'operator@example.com' } },
    'observability.alarms is false, and there is somebody for alarms to go to',
  ],
])('what would only show once it is deployed is a fault: %j', (props, fault) => {
  expect(ofLatchkey(props)).toEqual([fault]);
});

test('what is left out may be undefined as well', () => {
  const props = { theme: undefined, signIn: { mfa: undefined }, observability: undefined };
  expect(ofSite(props)).toEqual([]);
  expect(faultsOf(() => siteStack({}, emptyStack({})))).toEqual([]);
});
