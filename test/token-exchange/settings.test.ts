import { describe, expect, test } from '@jest/globals';
import { readDeployment, readSettings, SettingsError } from '../../token-exchange/settings.ts';
import { deployment, leastSettings as least } from './fakes.ts';

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

const settingsFaults = (changes: object) =>
  faultsOf(() => readSettings(JSON.stringify({ ...least, ...changes })));
const deploymentFaults = (changes: object) =>
  faultsOf(() => readDeployment(JSON.stringify({ ...deployment, ...changes })));

describe('settings', () => {
  test('have defaults for all but those that name what is there', () => {
    expect(readSettings(JSON.stringify(least))).toEqual({
      ...least,
      authPath: '/_auth',
      sessionTtl: 1800,
      maxAge: 3600,
      signInAge: 604_800,
      groups: [],
      groupsClaim: 'cognito:groups',
      identityProvider: null,
      sharesStore: true,
      remembersElsewhere: true,
      signOutQueue: null,
      bearer: false,
      exchangeAccessTokens: false,
      theme: {},
    });
  });

  test('are taken as given', () => {
    const given = {
      ...least,
      authPath: '/members/sign-in',
      sessionTtl: 5,
      maxAge: 10,
      signInAge: 20,
      groups: ['admins', 'R&D ~ 1'],
      groupsClaim: 'custom:groups',
      identityProvider: 'Corporate',
      sharesStore: false,
      remembersElsewhere: false,
      signOutQueue: 'https://sqs.eu-west-1.amazonaws.com/123456789012/sign-outs',
      bearer: true,
      exchangeAccessTokens: true,
      theme: { productName: 'Site' },
    };
    expect(readSettings(JSON.stringify(given))).toEqual(given);
  });

  test.each([
    ['audience', ['', 'de.mo', 'de mo', 'a'.repeat(65), 1, null], 'letters, digits or -'],
    [
      'authPath',
      ['', '/', '_auth', '/_auth/', '//x', '/a b', '/a?b', '/a.b'],
      'a path like /_auth',
    ],
    ['sessionTtl', [0, -1, 1.5, '60', null], 'whole seconds'],
    ['maxAge', [0, -1, 1.5, '60', null], 'whole seconds'],
    ['signInAge', [0, -1, 1.5, '60', null], 'whole seconds'],
    ['groups', ['admins', [''], [1], null, {}], 'a list of names'],
    ['groupsClaim', ['', 1, null], 'the name of a claim'],
    ['identityProvider', ['', 1, {}], 'a name or null'],
    ['ringSecret', ['', 1, null], 'the name or ARN of a secret'],
    [
      'keyValueStore',
      ['', 1, null, 'demo', 'arn:aws:s3:::demo', 'arn:aws:cloudfront::1:key-value-store/x'],
      'the ARN of a KeyValueStore',
    ],
    ['signOutQueue', ['', 'sign-outs', 'arn:aws:sqs:x', 1], 'a URL or null'],
    ['sharesStore', ['true', 1, null], 'true or false'],
    ['remembersElsewhere', ['true', 1, null], 'true or false'],
    ['bearer', ['true', 1, null], 'true or false'],
    ['exchangeAccessTokens', ['true', 1, null], 'true or false'],
    ['deploymentParameter', ['', 1, null], 'the name of an SSM parameter'],
    ['theme', ['x', 1, null], 'an object'],
  ])('refuse a wrong %s', (name, values, wanted) => {
    for (const value of values) {
      expect(settingsFaults({ [name]: value })).toEqual([`${name} has to be ${wanted}`]);
    }
  });

  test.each(Object.keys(least))('miss %s', (name) => {
    expect(settingsFaults({ [name]: undefined })).toEqual([
      expect.stringMatching(`^${name} has to be `),
    ]);
  });

  test('refuse what nobody knows, so that a slip is noticed', () => {
    expect(settingsFaults({ maxage: 60 })).toEqual(['maxage is not known']);
    expect(faultsOf(() => readSettings('{"__proto__":{"audience":"demo"}}'))).toContain(
      '__proto__ is not known',
    );
  });

  test('tell all faults together', () => {
    const faults = settingsFaults({ audience: '', maxAge: 0, groups: 'x', colour: 'red' });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'colour',
      'audience',
      'maxAge',
      'groups',
    ]);
  });

  test('name themselves and each fault in the message, under a code of its own', () => {
    const read = () => readSettings(JSON.stringify({ ...least, maxAge: 0, signInAge: 0 }));
    expect(read).toThrow(
      'LATCHKEY_SETTINGS is not valid:\n' +
        '- maxAge has to be whole seconds\n- signInAge has to be whole seconds',
    );
    expect(read).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
  });

  test.each([
    [undefined, 'it is missing'],
    ['', 'it is not a JSON object'],
    ['{', 'it is not a JSON object'],
    ['[]', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    ['"text"', 'it is not a JSON object'],
  ])('that are %j', (json, fault) => {
    expect(faultsOf(() => readSettings(json))).toEqual([fault]);
    expect(faultsOf(() => readDeployment(json))).toEqual([fault]);
  });

  test('echo no value: it may be a secret in the wrong place', () => {
    const secret = 'Pa55/word?';
    const everywhere = Object.fromEntries(
      Object.keys(readSettings(JSON.stringify(least)))
        .filter((name) => !['ringSecret', 'deploymentParameter', 'groupsClaim'].includes(name))
        .map((name) => [name, { secret }]),
    );
    for (const json of [JSON.stringify({ ...least, ...everywhere }), `{"a":"${secret}"`, secret]) {
      expect(() => readSettings(json)).toThrow(SettingsError);
      expect(() => readSettings(json)).not.toThrow(secret);
      expect(() => readDeployment(json)).not.toThrow(secret);
    }
  });
});

describe('the deployment', () => {
  test('is taken as given, with a public client, alone, where nothing else is said', () => {
    expect(readDeployment(JSON.stringify(deployment))).toEqual(deployment);
    expect(
      readDeployment(
        JSON.stringify({ ...deployment, clientSecret: undefined, exchangeClientIds: undefined }),
      ),
    ).toEqual({ ...deployment, clientSecret: false, exchangeClientIds: [] });
    expect(deploymentFaults({ clientSecret: true })).toEqual([]);
  });

  test.each([
    ['userPoolId', ['', 'AbCdEf', 'eu-west-1', 'eu-west-1_', 'eu-west-1_a/b', 'x/eu-west-1_A']],
    ['clientId', ['', 'a-b', 'a b', 1]],
    ['clientSecret', ['yes', 1, null, 'the-secret-itself']],
    ['hosts', [[], [''], 'site.example.com', null]],
    ['exchangeClientIds', [[''], 'client2', null]],
  ])('refuses a wrong %s', (name, values) => {
    for (const value of values) {
      expect(deploymentFaults({ [name]: value })).toEqual([expect.stringMatching(`^${name} has `)]);
    }
  });

  test.each(['us-east-1_aB3', 'us-gov-west-1_X', 'ap-southeast-2_0'])(
    'knows the user pool id %s',
    (userPoolId) => {
      expect(deploymentFaults({ userPoolId })).toEqual([]);
    },
  );

  test.each(['https://login.example.com', 'http://localhost:3000', 'http://127.0.0.1:1'])(
    'lets the domain %s through',
    (domain) => {
      expect(deploymentFaults({ domain })).toEqual([]);
    },
  );

  test.each([
    'http://login.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'https://login.example.com/',
    'https://login.example.com/path',
    'login.example.com',
    '//login.example.com',
    '',
  ])('refuses the domain %j', (domain) => {
    expect(deploymentFaults({ domain })).toEqual([
      'domain has to be an https:// origin without a path',
    ]);
  });
});
