/** Generates events: mostly what browsers send, and everything else that could be sent. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { Step, Store } from '../engine/steps.ts';
import { deriveKey, revocation, ring, sign, time, token, bodyOf } from '../vectors/format.ts';
import { below, pick, weighted, type Random } from './random.ts';

export const clock = 1_800_000_000;

const kids = ['tqybk0', 'trba80', 'tro640', 'a'] as const;
export const keyOf = (kid: string): string => deriveKey(`secret of ${kid}`, 'session', 'fuzz');
const subs = ['user-1', 'user-2', 'A_b-9', 'x'];
const sids = ['QUJDREVGR0hJSktM', 'abcdefghijklmnop', '----------------'];
const groups = ['admins', 'staff', 'a.b ~*', 'Zoë'];

/** The stores of a configuration, by name. */
export function storesFor({ audience }: CheckedConfig): Record<string, Store> {
  const name = `keys.${audience}`;
  const keys = [
    { kid: kids[0], key: keyOf(kids[0]), signsFrom: clock - 900_000 },
    { kid: kids[1], key: keyOf(kids[1]), signsFrom: clock - 90_000 },
    { kid: kids[2], key: keyOf(kids[2]), signsFrom: null },
  ];
  const whole = ring(keys);
  const looking = ring(keys, { revokedUntil: clock + 5000 });
  const entry = (text: string | { failing: true }): Store => ({
    [name]: looking,
    'r:user-1': text,
  });
  return {
    usual: { [name]: whole },
    soon: { [name]: ring([...keys.slice(0, 2), { ...keys[2]!, signsFrom: clock + 300 }]) },
    standbyAlone: { [name]: ring(keys.slice(2)) },
    notBefore: { [name]: ring(keys, { notBefore: clock - 1000 }) },
    looking: { [name]: looking },
    revokedBefore: entry(revocation(clock + 900, clock - 600)),
    revokedSid: entry(revocation(clock + 900, 0, [sids[0]!, sids[2]!])),
    revokedOnce: entry(revocation(clock - 900, clock, sids)),
    entryGarbage: entry('r 0 x'),
    entryEmpty: entry(''),
    entryFailing: entry({ failing: true }),
    missing: {},
    failing: { failing: true },
    ringFailing: { [name]: { failing: true } },
    empty: { [name]: '' },
    garbage: { [name]: '\u0000\ud83d\ude00 {"1":[]} 1 0 0 0' },
    json: { [name]: JSON.stringify(keys) },
    version2: { [name]: whole.replace('1', '2') },
    cutInKey: { [name]: whole.slice(0, 40) },
    cutLater: { [name]: whole.slice(0, -20) },
    noTimes: { [name]: whole.replace('1 0 0 0', '1 0 0') },
    shortKey: { [name]: ring([{ ...keys[1]!, key: 'short' }]) },
    spaces: { [name]: whole.replaceAll(' ', '  ') },
    longTimes: { [name]: whole.replace('1 0 0 0', '1 0 zzzzzzzzzzzzzzz 0') },
    otherName: { 'keys.': whole },
  };
}

const characters = '019azAZ-_.~%=+/ \u00e9\u0000\n';

function mutate(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  const character = pick(random, [...characters]);
  return weighted(random, [
    [4, () => text.slice(0, at) + character + text.slice(at + 1)],
    [2, () => text.slice(0, at) + text.slice(at + 1)],
    [2, () => text.slice(0, at) + character + text.slice(at)],
    [1, () => text.slice(0, at)],
    [1, () => text.slice(at)],
    [1, () => text + text],
    [1, () => text.toUpperCase()],
    [1, () => text.slice(0, at) + character.repeat(600) + text.slice(at)],
  ]);
}

const near = (random: Random, time: number) => time + pick(random, [-1, 0, 1]);

function goodToken(random: Random, { sessionTtl, maxAge }: CheckedConfig, now: number): string {
  const kid = pick(random, kids.slice(0, 3));
  const iat = now - below(random, maxAge);
  const session = {
    kid,
    iat,
    exp: Math.min(now + 1 + below(random, sessionTtl), iat + maxAge),
    sid: pick(random, sids),
    sub: pick(random, subs),
    groups: groups.filter(() => random() < 0.4),
  };
  return token(session, keyOf(kid));
}

/** Right but for one thing, which may be right as well. */
function nearToken(random: Random, config: CheckedConfig, now: number): string {
  const kid = pick(random, kids);
  const { sessionTtl, maxAge } = config;
  const session = {
    version: pick(random, ['1', '1', '1', '0', '2', '']),
    kid,
    iat: pick(random, [now - 60, near(random, now + 60), near(random, now - maxAge), clock - 1000]),
    exp: pick(random, [now + 60, near(random, now), near(random, now + sessionTtl + 60), 0]),
    sid: pick(random, sids),
    sub: pick(random, [...subs, 'a'.repeat(64), 'a'.repeat(65)]),
    groups: random() < 0.2 ? ['g'.repeat(380 + below(random, 20))] : groups,
  };
  return random() < 0.7
    ? token(session, keyOf(pick(random, [kid, kid, kid, kids[0]])))
    : sign(mutate(random, bodyOf({ ...session, version: '1' })), keyOf(kid));
}

function anyToken(random: Random, config: CheckedConfig, now: number): unknown {
  return weighted<unknown>(random, [
    [45, () => goodToken(random, config, now)],
    [15, () => nearToken(random, config, now)],
    [15, () => mutate(random, goodToken(random, config, now))],
    [3, () => ''],
    [3, () => pick(random, ['x', '.......', '1.a.a.a.a.a.a.a', `1.${time(now)}`, '\u{1f511}'])],
    [1, () => 'x'.repeat(9000)],
    [1, () => pick<unknown>(random, [undefined, null, 7, true, {}, [], ['x'], { value: 'x' }])],
    [1, () => [goodToken(random, config, now)]],
  ]);
}

const pieces = [
  'a',
  'b',
  'app',
  'admin',
  'users',
  'user-1',
  'user-2',
  'open',
  'inner',
  'index.html',
  'v1',
  'x.png',
  '_auth',
  'login',
  'renew',
  'callback',
  'session',
  '.',
  '..',
  '...',
  '',
  '',
  '%2e',
  '%2E%2e',
  '%61dmin',
  '%C3%AB',
  '%c3',
  '%ff',
  '%C0%AF',
  '%ED%A0%80',
  '%F0%9F%94%91',
  '%EF%BB%BF',
  '%',
  '%4',
  '%zz',
  '%00',
  '%0a',
  '%2f',
  '%5c',
  '\\',
  ';',
  ';a',
  '+',
  '%2B',
  '%3b',
  '%252e',
  '%25',
  '%2541',
  '~',
  '*',
  '?',
  ' ',
  '\u00eb',
  '\u9375',
  '\u{1f511}',
  'constructor',
  '__proto__',
  "'",
  '(',
  '%7Bsub%7D',
  '{sub}',
  'A_b-9',
];

function anyPath(random: Random, { authPath, rules }: CheckedConfig): unknown {
  const some = (): string => {
    const count = below(random, 5);
    return Array.from({ length: count + 1 }, () => `/${pick(random, pieces)}`).join('');
  };
  const fromRule = (): string =>
    pick(random, [...rules, { path: '/app/x' }])
      .path.replace('{sub}', () => pick(random, subs))
      .replace(/\*/g, () => pick(random, ['', 'a', 'a/b', 'x.png', 'index.html']))
      .replace(/\?/g, () => pick(random, ['1', '', '12', '%C3%AB']));
  const endpoint = (): string =>
    `${authPath}/${pick(random, ['login', 'callback', 'refresh', 'logout', 'session', 'token', 'renew', 'renew', 'x', ''])}`;
  return weighted<unknown>(random, [
    [40, fromRule],
    [12, () => pick(random, ['/', '/app/a', '/users/user-1/a', '/admin/x', '/elsewhere'])],
    [12, endpoint],
    [4, () => mutate(random, endpoint())],
    [15, some],
    [8, () => mutate(random, fromRule())],
    [2, () => fromRule() + some()],
    [
      1,
      () =>
        `/${pick(random, ['a', '/', '..', '%2e', '\u00e9', '%C3%A9']).repeat(below(random, 1500))}`,
    ],
    [1, () => pick<unknown>(random, [undefined, null, 5, {}, [], ['/open/a'], '', '*', 'a'])],
  ]);
}

const methods = [
  'GET',
  'GET',
  'GET',
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'get',
  '',
];

/** Values that a header may have, by its name. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  'sec-fetch-mode': ['navigate', 'navigate', 'navigate', 'cors', 'no-cors', '', 'NAVIGATE'],
  'sec-fetch-site': ['same-origin', 'none', 'same-site', 'cross-site', '', 'x'],
  accept: ['text/html', '*/*', 'application/json', '', 'text/htm'],
  origin: ['https://site.example', 'https://evil.example', 'null', 'http://localhost:8080', ''],
  'x-latchkey-sub': ['made-up'],
  x_latchkey_sub: ['made-up'],
  'x-latchkey_groups': ['made-up'],
  'x-latchkey-sid': ['made-up'],
  'x-latchkey-verdict': ['ok'],
  'x-latchkey-host': ['evil.example'],
  'x-other': ['kept', '\u{1f511}', 'a\r\nb'],
};

const oddities: readonly unknown[] = [
  null,
  7,
  true,
  'text',
  [],
  {},
  { value: null },
  { value: 7 },
  { value: ['x'] },
  { value: {} },
  { multiValue: [{ value: 'x' }] },
];

function anyHeaders(random: Random, config: CheckedConfig, now: number): unknown {
  const headers: Record<string, unknown> = {};
  if (random() < 0.95) {
    headers.host = {
      value: pick(random, [
        'site.example',
        'site.example',
        'localhost:8080',
        'a.localhost',
        'site.example:8443',
      ]),
    };
  }
  for (const [name, known] of Object.entries(values)) {
    if (random() > 0.25) continue;
    const value = pick(random, known);
    headers[name] =
      random() < 0.1 ? { value, multiValue: [{ value }, { value: 'other' }] } : { value };
  }
  if (random() < 0.2) {
    const scheme = pick(random, [
      'Bearer ',
      'Bearer ',
      'bearer ',
      'Bearer',
      'Basic ',
      'Bearer  ',
      '',
    ]);
    headers.authorization = { value: `${scheme}${String(anyToken(random, config, now))}` };
  }
  if (random() < 0.02) headers[pick(random, Object.keys(values))] = pick(random, oddities);
  return headers;
}

function anyCookies(random: Random, config: CheckedConfig, now: number): unknown {
  const cookies: Record<string, unknown> = {};
  if (random() < 0.3) cookies.other = { value: '1' };
  if (random() < 0.1) cookies['__Host-latchkey-login-a'] = { value: 'x' };
  if (random() < 0.85) {
    const value = anyToken(random, config, now);
    cookies['__Host-latchkey'] =
      random() < 0.05 ? { value, multiValue: [{ value: 'x' }, { value }] } : { value };
  }
  if (random() < 0.02) cookies['__Host-latchkey'] = pick(random, oddities);
  return cookies;
}

const queries = [
  '',
  '',
  'a=1',
  'a=1&a=2',
  'flag',
  'q=%C3%BC',
  'n=//evil',
  '%',
  '\u00e9=\u{1f511}',
  'x'.repeat(3000),
];

/** One event for this configuration, with one of its stores and a time. */
export function anyStep(random: Random, config: CheckedConfig, stores: readonly string[]): Step {
  const now = random() < 0.8 ? clock : clock + below(random, 20_000) - 10_000;
  const request: Record<string, unknown> = {
    method: pick(random, methods),
    uri: anyPath(random, config),
    querystring: {},
    headers: anyHeaders(random, config, now),
    cookies: anyCookies(random, config, now),
  };
  if (random() < 0.01) delete request[pick(random, Object.keys(request))];
  if (random() < 0.01)
    request[pick(random, Object.keys(request))] = pick<unknown>(random, [null, 7, 'x', [], {}]);
  const event =
    random() < 0.003
      ? pick<unknown>(random, [
          null,
          7,
          {},
          [],
          { request: null },
          { request: 'x' },
          { request: {} },
          { request: [] },
        ])
      : { request };
  return {
    event,
    now,
    store: random() < 0.5 ? 'usual' : pick(random, stores),
    rawQueryString: pick(random, queries),
  };
}
