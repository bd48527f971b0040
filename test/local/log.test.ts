import { expect, test } from '@jest/globals';
import { metricLine } from '../../keys/metrics.ts';
import { describeLine } from '../../local/log.ts';

test.each<[string, unknown, string | null]>([
  [
    'a request',
    { method: 'GET', endpoint: 'login', status: 302, outcome: 'refreshed', sub: 'ada', ms: 12 },
    '  GET /_auth/login → 302 refreshed (ada), 12 ms',
  ],
  ['a sign-out at the edges', { outcome: 'told-edges', count: 2 }, '  keys: told-edges: 2'],
  ['what nobody knows', { level: 'warn', message: 'x' }, '{"level":"warn","message":"x"}'],
])('tells %s', (_, line, told) => {
  expect(describeLine(JSON.stringify(line))).toBe(told);
});

test('tells no metrics, which are for machines, and any other text as it is', () => {
  const values = { ClockSkew: 0 } as unknown as Parameters<typeof metricLine>[1];
  expect(describeLine(metricLine('demo', values, 1))).toBeNull();
  expect(describeLine('started')).toBe('started');
});
