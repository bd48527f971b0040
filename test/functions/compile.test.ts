import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { compileConfig, ConfigError, readConfig } from '../../functions/compile/compile.ts';
import { CodeTooLargeError, edgeCode, maxCodeBytes } from '../../functions/compile/edge-code.ts';
import { describeEngines } from '../engine/engines.ts';
import { bundle, designConfig, gate, session } from './support.ts';

function faultsOf(input: unknown): readonly string[] {
  try {
    readConfig(input);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'config-invalid', name: 'ConfigError' });
    return (error as ConfigError).faults;
  }
}

const withRule = (rule: unknown) => faultsOf({ ...designConfig, rules: [rule] });
const withPath = (path: string, allow: unknown = 'session') => withRule({ path, allow });

const seconds = 'has to be a whole number of seconds, 1 or more';
const flag = 'has to be true or false';
const page = 'has to be the path of one page like /index.html, or null';
const paths = 'has to be a path like /_auth: letters, digits, _ and -, no slash at its end';
const file = 'has to be a file name like index.html, or null';

describe('a configuration without fault', () => {
  test.each<[string, unknown]>([
    ['the design\u2019s', designConfig],
    ['the least', { audience: 'a', rules: [] }],
    [
      'every value at an edge',
      {
        ...designConfig,
        audience: 'A-9'.padEnd(64, 'z'),
        authPath: '/a_b/c-d',
        sessionTtl: 1,
        maxAge: 1,
        cookieMaxAge: 1,
        indexDocument: null,
        spaFallback: '/a b.html',
      },
    ],
    [
      'patterns of all sorts',
      {
        audience: 'a',
        rules: [
          { path: '*.png', allow: 'public' },
          { path: '/v?/*/x*', allow: 'session' },
          { path: '/users/{sub}', allow: 'owner' },
          { path: '/users/{sub}/*/x', allow: 'owner' },
          { path: '/100%/*', allow: { groups: ['R&D', 'Zoë'] } },
          { path: '*', allow: 'public' },
        ],
      },
    ],
  ])('%s', (_name, config) => {
    expect(faultsOf(config)).toEqual([]);
  });
});

describe('settings', () => {
  test.each([null, undefined, 1, 'text', [], true])('it has to be one JSON object: %j', (input) => {
    expect(faultsOf(input)).toEqual(['it has to be one JSON object']);
  });

  test.each<[string, unknown, string]>([
    ...['', 'a b', 'a.b', 'ü', 'a'.repeat(65), 1, undefined].map(
      (value): [string, unknown, string] => [
        'audience',
        value,
        'has to be 1 to 64 letters, digits or -',
      ],
    ),
    ...['', '/', '_auth', '/_auth/', '/a//b', '/a.b', '/a%20', '/*', null].map(
      (value): [string, unknown, string] => ['authPath', value, paths],
    ),
    ...['sessionTtl', 'maxAge', 'cookieMaxAge'].flatMap((name) =>
      [0, -1, 1.5, '60', null, Infinity, NaN].map((value): [string, unknown, string] => [
        name,
        value,
        seconds,
      ]),
    ),
    ...['identityHeaders', 'bearer', 'strictPaths'].flatMap((name) =>
      [0, 'true', null].map((value): [string, unknown, string] => [name, value, flag]),
    ),
    ...['', '/index.html', 'a/b', '.', '..', '.hidden', 'a b', 1, false].map(
      (value): [string, unknown, string] => ['indexDocument', value, file],
    ),
    ...['', '/', 'index.html', '/*', '/a?b', '//x', '/../x', '/a;b', '/a%2fb', 1].map(
      (value): [string, unknown, string] => ['spaFallback', value, page],
    ),
  ])('%s: %j', (name, value, expectation) => {
    expect(faultsOf({ ...designConfig, [name]: value })).toContain(`${name} ${expectation}`);
  });

  test('a name that is no setting', () => {
    expect(faultsOf({ ...designConfig, sessionTTL: 1, colour: 1 })).toEqual([
      'sessionTTL is not a setting; did you mean sessionTtl?',
      expect.stringMatching(/^colour is not a setting; there are authPath, .*audience, rules$/),
    ]);
    expect(faultsOf({ ...designConfig, spaFalback: null, raudience: '' })).toEqual([
      'spaFalback is not a setting; did you mean spaFallback?',
      'raudience is not a setting; did you mean audience?',
    ]);
  });

  test('a fallback inside the auth path', () => {
    expect(faultsOf({ ...designConfig, spaFallback: '/_auth/app.html' })).toEqual([
      'spaFallback /_auth/app.html is inside the auth path /_auth, where no page is',
    ]);
    expect(faultsOf({ ...designConfig, spaFallback: '/%5Fauth/app.html' })).toEqual([
      'spaFallback /%5Fauth/app.html is inside the auth path /_auth, where no page is',
    ]);
    expect(faultsOf({ ...designConfig, spaFallback: '/_auth.html' })).toEqual([]);
  });

  test('sessionTtl longer than maxAge', () => {
    expect(faultsOf({ ...designConfig, sessionTtl: 61, maxAge: 60 })).toEqual([
      'sessionTtl (61) may not be longer than maxAge (60)',
    ]);
  });
});

describe('a configuration error', () => {
  class Construct {
    constructor() {
      throw new ConfigError(['a is wrong', 'b is wrong'], Construct);
    }
  }
  const thrown = (() => {
    try {
      return new Construct();
    } catch (error) {
      return error as ConfigError;
    }
  })() as ConfigError;

  test('says each fault once where it is printed', () => {
    expect(inspect(thrown).split('a is wrong')).toHaveLength(2);
    expect(Object.keys(thrown)).not.toContain('faults');
  });

  test('has the faults for programs', () => {
    expect(thrown.faults).toEqual(['a is wrong', 'b is wrong']);
  });

  test('says where its author called what found them, and nothing of where it was found', () => {
    const lines = thrown.stack?.split('\n').filter((line) => /^\s+at /.test(line));
    expect(lines).toEqual([expect.stringContaining('compile.test.ts')]);
    expect(lines?.[0]).not.toContain('new Construct');
  });
});

describe('rules', () => {
  test.each([undefined, null, {}, 'x'])('no list: %j', (rules) => {
    expect(faultsOf({ ...designConfig, rules })).toEqual([
      'rules has to be a list of { "path", "allow" }',
    ]);
  });

  test.each([null, 1, 'x'])('no rule: %j', (rule) => {
    expect(withRule(rule)).toEqual(['rules[0] has to be { "path", "allow" }']);
  });

  test('a part that no rule has', () => {
    expect(withRule({ path: '/a', allow: 'public', method: 'GET' })).toEqual([
      'rules[0] (/a) has method, which is not a part of a rule',
    ]);
  });

  test.each([{ allow: 'public' }, { path: 1, allow: 'public' }])('no path: %j', (rule) => {
    expect(withRule(rule)).toEqual(['rules[0] needs a path, like "/app/*"']);
  });

  const noMatch = 'can match no path: //, \\, and . or .. segments are refused before the rules';
  const encoded = 'is percent-encoded: paths are decoded first, so write the characters themselves';

  test.each<[string, string]>([
    ['app/*', 'has to begin with / or *'],
    ['', 'has to begin with / or *'],
    ['/a%20b', encoded],
    ['//a', noMatch],
    ['/a/../b', noMatch],
    ['/a/./b', noMatch],
    ['/a\\b', noMatch],
    ['/_auth/*', 'is inside the auth path /_auth, where no rule applies'],
    ['/_auth/login', 'is inside the auth path /_auth, where no rule applies'],
    ['/a/{id}/b', 'has braces; only {sub} is known'],
    ['/a}', 'has braces; only {sub} is known'],
    ['/users/{sub}/*', 'has {sub}, which goes with "owner" only'],
  ])('%s', (path, fault) => {
    expect(withPath(path)).toContain(`rules[0] (${path}) ${fault}`);
  });

  test.each<[string, string]>([
    ['/users/*', 'needs {sub} once, for the segment that names the owner'],
    ['/{sub}/{sub}', 'needs {sub} once, for the segment that names the owner'],
    ['/users/x{sub}', 'needs {sub} as a whole segment, between slashes'],
    ['/users/{sub}.html', 'needs {sub} as a whole segment, between slashes'],
    ['/*/{sub}/x', 'may have no * or ? before {sub}'],
    ['/?/{sub}/x', 'may have no * or ? before {sub}'],
  ])('owner: %s', (path, fault) => {
    expect(withPath(path, 'owner')).toEqual([`rules[0] (${path}) ${fault}`]);
  });

  test.each<[unknown, string]>([
    ...[null, 'everyone', {}, { groups: 'admins' }, { groups: ['a'], also: 1 }].map(
      (allow): [unknown, string] => [
        allow,
        'needs allow: "public", "session", "owner" or { "groups": ["name"] }',
      ],
    ),
    [{ groups: [] }, 'names no group: nobody could get in'],
    [{ groups: [''] }, 'has the group "", which is not a name'],
    [{ groups: [7] }, 'has the group 7, which is not a name'],
    [{ groups: ['\ud800'] }, 'has the group "\\ud800", which is not well-formed Unicode'],
  ])('allow: %j', (allow, fault) => {
    expect(withPath('/a', allow)).toEqual([`rules[0] (/a) ${fault}`]);
  });

  test('allow left out', () => {
    expect(withRule({ path: '/a' })).toEqual([
      'rules[0] (/a) needs allow: "public", "session", "owner" or { "groups": ["name"] }',
    ]);
  });

  test('a group too long for a token', () => {
    const name = 'é'.repeat(60);
    expect(withPath('/a', { groups: ['fine', name] })).toEqual([
      `rules[0] (/a) has the group "${name}", which is too long for a session token`,
    ]);
  });

  test.each([
    ['/a/*', '/a/b'],
    ['/a*', '/a/*'],
    ['*', '/anything/*'],
    ['/a?', '/ab'],
    ['*.png', '/img/*.png'],
    ['/same', '/same'],
  ])('%s comes before %s, which is never reached', (first, second) => {
    const rules = [
      { path: first, allow: 'public' },
      { path: second, allow: 'session' },
    ];
    expect(faultsOf({ ...designConfig, rules })).toEqual([
      `rules[1] (${second}) is never reached: rules[0] (${first}) matches first`,
    ]);
  });

  test.each([
    ['/users/a/b/c', '/users/a?b/c'],
    ['/users/{sub}/c', '/users/a?b/c'],
    ['/users/?????/c', '/users/{sub}/c'],
    ['/users/{sub}', '/users/{sub}/*'],
    ['/a?', '/a*'],
  ])('%s comes before %s, which is reached all the same', (first, second) => {
    const allowing = (path: string) => ({
      path,
      allow: path.includes('{sub}') ? 'owner' : 'session',
    });
    const rules = [allowing(first), allowing(second)];
    expect(faultsOf({ ...designConfig, rules })).toEqual([]);
  });

  test('a rule for what lies below an owner’s segment is reached', () => {
    const rules = [
      { path: '/users/{sub}', allow: 'owner' },
      { path: '/users/a/b', allow: 'public' },
      { path: '/users/{sub}/x', allow: 'owner' },
      { path: '/users/*/x', allow: 'session' },
    ];
    expect(faultsOf({ ...designConfig, rules })).toEqual([]);
  });

  test.each([
    ['/a?', '/a*'],
    ['/a/b', '/a/*'],
    ['/a', '/a/'],
    ['/A/*', '/a/b'],
  ])('%s does not cover %s', (first, second) => {
    const rules = [
      { path: first, allow: 'public' },
      { path: second, allow: 'session' },
    ];
    expect(faultsOf({ ...designConfig, rules })).toEqual([]);
  });
});

test('all faults are reported together', () => {
  const faults = faultsOf({
    audience: '',
    maxAge: 0,
    bearer: 'yes',
    extra: 1,
    rules: [{ path: 'x', allow: 'nobody' }, 7],
  });
  expect(faults).toHaveLength(7);
  expect(() => readConfig({ audience: '', rules: 7 })).toThrow(
    'The configuration is not valid:\n- audience has to be',
  );
});

describe('edgeCode', () => {
  test('the bundle has exactly one place for the configuration', () => {
    expect(bundle.lean.split('LATCHKEY_CONFIG')).toHaveLength(2);
    expect(() =>
      edgeCode(designConfig, { ...bundle, lean: `${bundle.lean}//LATCHKEY_CONFIG` }),
    ).toThrow('has 2 places');
    expect(() => edgeCode(designConfig, { ...bundle, lean: 'nothing' })).toThrow('has 0 places');
  });

  test('the rest of the bundle is as it was', () => {
    const [before = '', after = ''] = bundle.lean.split('LATCHKEY_CONFIG');
    const code = edgeCode(designConfig, bundle);
    expect(code.startsWith(before)).toBe(true);
    expect(code.endsWith(after)).toBe(true);
    const inserted = code.slice(before.length, code.length - after.length);
    // JSON but for patterns, which are literals of the language.
    expect(runInNewContext(`JSON.stringify(${inserted})`)).toBe(
      JSON.stringify(compileConfig(readConfig(designConfig))),
    );
    expect(inserted).toContain(String(/^\/users\/([^/]+)\//));
  });

  test('more than 10 KB is refused', () => {
    const rules = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ path: `/area-${i}/*`, allow: 'public' }));
    const fits = edgeCode({ ...designConfig, rules: rules(100) }, bundle);
    expect(Buffer.byteLength(fits)).toBeLessThanOrEqual(maxCodeBytes);
    expect(maxCodeBytes).toBe(10_240);
    const tooMany = () => edgeCode({ ...designConfig, rules: rules(400) }, bundle);
    expect(tooMany).toThrow(CodeTooLargeError);
    expect(tooMany).toThrow(/would have \d+ bytes, and CloudFront takes at most 10240/);
  });

  test('groups and paths outside ASCII are ASCII in the code', () => {
    const rules = [{ path: '/zoë/\u2028*', allow: { groups: ['鍵 🔑'] } }];
    expect(edgeCode({ ...designConfig, rules }, bundle)).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

describeEngines('patterns that ask much of the engine', ({ run }) => {
  test('characters outside ASCII, and beyond its 16 bits', async () => {
    const rules = ['/zoë/*-é', '/鍵/?', '/🔑/*.txt'].map((path) => ({
      path,
      allow: 'public' as const,
    }));
    const ask = gate(run, { rules });
    for (const path of ['/zoë/a-é', '/鍵/é', '/🔑/a.txt']) {
      expect(await ask(encodeURI(path))).toMatchObject({ status: 'passed' });
      expect(await ask(encodeURI(`${path}/a`))).toMatchObject({ status: 401 });
    }
  });

  test('many * and a long path that nearly matches', async () => {
    const ask = gate(run, { rules: [{ path: '*a*a?*a*a*a*a*b', allow: 'public' }] });
    const long = `/${'a'.repeat(8000)}`;
    expect(await ask(long)).toMatchObject({ status: 401 });
    expect(await ask(`${long}b`)).toMatchObject({ status: 'passed' });
  });
});

describeEngines('a group that looks like a replacement pattern', ({ run }) => {
  test.each(['$&', '$1', '$$', '$`', "$'", 'LATCHKEY_CONFIG', '</script>', '\'"\\'])(
    '%s',
    async (group) => {
      const ask = gate(run, { rules: [{ path: '*', allow: { groups: [group] } }] });
      const inside = { ...session, groups: [group] };
      expect(await ask('/a', { as: inside })).toMatchObject({ status: 'passed' });
      expect(await ask('/a', { as: {} })).toMatchObject({ status: 403 });
    },
  );
});
