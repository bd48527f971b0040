import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { CodeTooLargeError, edgeCode } from '../../../functions/compile/edge-code.ts';
import { snippetsOf } from '../../docs/snippets.ts';
import { describeEngines } from '../../engine/engines.ts';
import { bundle, designConfig, gate, navigate } from '../support.ts';
import { newerThanEs5 } from '../newer.ts';
import { codeOf } from './files.ts';

/** What the compiler has to put into ES5, each with what the engine has. */
const modern = {
  'after.ts': `
    import type { AfterAuthorize } from 'latchkey';
    import { createHash } from 'crypto';
    import table from './table.json';
    import * as names from './names.js';
    enum Kind { Guest, Member }
    export const afterAuthorize: AfterAuthorize = (request, session) => {
      const { sub = 'nobody', groups = [], ...rest } = session ?? {} as Partial<NonNullable<typeof session>>;
      const all: string[] = [];
      for (const group of [...groups, 'everyone']) all.push(\`<\${group}>\`);
      const kind = session ? Kind.Member : Kind.Guest;
      const told = { ...rest, [names.key]: all.join(), kind, get n() { return all.length; } };
      const digest = createHash('sha256').update(sub).digest('hex');
      request.headers['x-told'] = { value: JSON.stringify(told) };
      request.headers[names.hash()] = { value: digest.slice(0, 2 ** 3) };
      request.headers['x-at'] ??= { value: request.querystring.to?.value ?? table.fallback };
      return request;
    };`,
  'table.json': '{ "fallback": "é LATCHKEY_CONFIG $& LATCHKEY_AFTER" }',
  'names.ts': "export const key = 'all'; export const hash = (name = 'x-hash'): string => name;",
};
const code = await codeOf(modern);

/** The engine has `Object.assign`, and spread is made of it. */
const newSyntaxIn = async (text: string) =>
  (await newerThanEs5(text)).filter((rule) => rule !== 'es-x/no-object-assign');

describe('what is compiled', () => {
  test('is ES5 in ASCII, one expression', async () => {
    expect(await newSyntaxIn(`var own=${code};`)).toEqual([]);
    expect(code).toMatch(/^function\(\w*\)\{[\x20-\x7e]*\}$/);
  });

  test('and the function that it is put into too', async () => {
    const whole = edgeCode(designConfig, bundle, code);
    expect(await newSyntaxIn(whole)).toEqual([]);
    expect(whole).toMatch(/^[\n\x20-\x7e]*$/);
    expect(whole.split(code)).toHaveLength(2);
  });

  test('leaves nothing of itself where it is not used', () => {
    expect(bundle.after).toContain('LATCHKEY_AFTER');
    for (const other of [bundle.lean, bundle.full]) {
      expect(other).not.toMatch(/LATCHKEY_AFTER|statusCode"? ?in/);
    }
    expect(bundle.after.length - bundle.full.length).toBeLessThanOrEqual(860);
  });

  test('counts for the size of the function', async () => {
    const table = JSON.stringify(Array.from({ length: 900 }, (_, at) => `/path-${at}`));
    const large = await codeOf({
      'after.ts': `const paths = ${table};\nexport default (r: any) => (paths.indexOf(r.uri) < 0 ? r : { statusCode: 404 });`,
    });
    const tooMuch = () => edgeCode(designConfig, bundle, large);
    expect(tooMuch).toThrow(CodeTooLargeError);
    expect(tooMuch).toThrow(
      new RegExp(
        `would have \\d+ bytes, ${large.length} of them afterAuthorize, and CloudFront takes at most 10240: use fewer or shorter rules, or less code`,
      ),
    );
  });
});

describeEngines('today’s TypeScript', ({ run }) => {
  test('does what it says', async () => {
    const ask = gate(run, {}, code);
    const member = await ask('/app/a', { as: { groups: ['a b'] }, query: { to: { value: 'x' } } });
    expect(member).toMatchObject({ status: 'passed', uri: '/app/a' });
    expect(JSON.parse(member.headers['x-told']!)).toEqual({
      sid: 'QUJDREVGR0hJSktM',
      all: '<a b>,<everyone>',
      kind: 1,
      n: 2,
    });
    const hash = createHash('sha256').update('user-1').digest('hex').slice(0, 8);
    expect(member.headers).toMatchObject({ 'x-hash': hash, 'x-at': 'x' });
    const guest = await ask('/');
    expect(JSON.parse(guest.headers['x-told']!)).toEqual({ all: '<everyone>', kind: 0, n: 1 });
    expect(guest.headers['x-at']).toBe('é LATCHKEY_CONFIG $& LATCHKEY_AFTER');
  });

  test('and so does the example of the documents', async () => {
    const [example] = snippetsOf('docs/after-authorize.md').filter(
      ({ language }) => language === 'ts',
    );
    const rules = [
      { path: '/handbook.html', allow: 'public' },
      { path: '/home', allow: 'public' },
      { path: '/home/guest', allow: 'public' },
    ] as const;
    const text = await codeOf({ 'after.ts': example!.text });
    const ask = gate(run, { rules }, text);
    expect(await ask('/handbook.html')).toMatchObject({
      status: 301,
      headers: { location: '/handbook/', 'cache-control': 'no-store' },
    });
    expect(await ask('/home')).toMatchObject({ status: 'passed', uri: '/home/guest' });
    const signedIn = gate(run, { rules: rules.slice(2) }, text);
    expect(await signedIn('/home', { as: {} })).toMatchObject({ uri: '/home/member' });
    expect(await signedIn('/home', { headers: navigate })).toMatchObject({ status: 302 });
  });
});
