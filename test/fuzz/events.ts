/** Generates events: mostly what browsers send, and everything else that could be sent. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { Step } from '../engine/steps.ts';
import { anyPath } from './paths.ts';
import { below, pick, type Random } from './random.ts';
import { clock } from './stores.ts';
import { anyToken } from './tokens.ts';

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
