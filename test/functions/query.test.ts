import { beforeAll, describe, expect, test } from '@jest/globals';
import { compileConfig } from '../../functions/compile/compile.ts';
import type { Request } from '../../functions/request.ts';
import { designConfig } from './support.ts';

/** Where an engine has no `rawQueryString`, the query is put together from its parts. */
describe('the query without request.rawQueryString', () => {
  let askedUrl: (request: Request) => string;

  beforeAll(async () => {
    Object.assign(globalThis, { LATCHKEY_CONFIG: compileConfig(designConfig) });
    ({ askedUrl } = await import('../../functions/request.ts'));
  });

  const asked = (querystring: Record<string, { value: string }>) =>
    askedUrl({ uri: '/app/a%20b', querystring } as unknown as Request);

  test.each<[string, Record<string, { value: string }>]>([
    ['/app/a%20b', {}],
    ['/app/a%20b?a=1', { a: { value: '1' } }],
    ['/app/a%20b?a=1&b=', { a: { value: '1' }, b: { value: '' } }],
    [
      '/app/a%20b?next=%2Fx%3Fy%3D1%26z&q=%C3%BC+%20',
      { next: { value: '%2Fx%3Fy%3D1%26z' }, q: { value: '%C3%BC+%20' } },
    ],
  ])('%s', (expected, query) => {
    expect(asked(query)).toBe(expected);
  });
});
