import { describe, expect, test } from '@jest/globals';
import { faultsOf } from './files.ts';

/** One line, the second, of a function that would do otherwise. */
const inside = (line: string) => ({
  'after.ts': `export default (request: any, session: any) => {\n${line}\nreturn request; };\n`,
});
const outside = (line: string) => ({
  'after.ts': `export const unused = 0;\n${line}\nexport default (request: any) => request;\n`,
});
const missing = "is not in CloudFront's engine";
const without = "which CloudFront's engine does not have";
const waits = 'is asynchronous, and afterAuthorize has to answer at once';
const text = 'makes code of text, which CloudFront does not run';
const kept = (name: string) =>
  `changes ${name}, which is outside of the function: what one request leaves there, another finds`;

describe('what the edge cannot run is a fault, with file, line and words', () => {
  test.each([
    ['void (async () => 1);', 'an async function: afterAuthorize has to answer at once'],
    [
      'void async function () { await 1; };',
      'an async function: afterAuthorize has to answer at once',
    ],
    ['void function* () { yield 1; };', `a generator, ${without}`],
    ['void class {};', `a class, ${without}`],
    ['Promise.resolve();', `Promise ${waits}`],
    ['setTimeout(() => 1, 1);', `setTimeout ${waits}`],
    ["void fetch('/');", `fetch ${waits}`],
    ["eval('1');", `eval ${text}`],
    ["new Function('return 1');", `Function ${text}`],
    [
      "(() => 1).constructor('x');",
      'constructor, which leads to code made of text, and CloudFront runs none',
    ],
    [
      "(() => 1)['constructor']('x');",
      'constructor, which leads to code made of text, and CloudFront runs none',
    ],
    ['void process.env;', `process ${missing}`],
    ["require('fs');", `require ${missing}`],
    ['new Map();', `Map ${missing}`],
    ['new Set();', `Set ${missing}`],
    ['Symbol();', `Symbol ${missing}`],
    ["new URL('https://x');", `URL ${missing}`],
    ['void 5n;', `a BigInt, ${without}`],
    ['void crypto;', `crypto ${missing}: import crypto from 'crypto'`],
    ['void store;', 'store is not declared'],
    ['store = 1;', 'store is not declared'],
    ['void handler;', 'handler is not declared'],
    ['void LATCHKEY_CONFIG;', 'LATCHKEY_CONFIG is not declared'],
    [
      'void globalThis.x;',
      'globalThis is what all requests share: nothing of one may be there for the next',
    ],
    ['[1].flat();', `flat() ${missing}`],
    ["'a'?.at(0);", `at() ${missing}`],
    ['Object.fromEntries([]);', `Object.fromEntries() ${missing}`],
    ["Array.from('ab');", `Array.from() ${missing}`],
    ['/a/u;', `the flag u of a regular expression ${missing}`],
    ['/(?<=a)b/;', `a lookbehind or a named group ${missing}`],
    ['/(?<a>b)/;', `a lookbehind or a named group ${missing}`],
    ['/[^]/;', 'the engine reads [] and [^] differently: write [\\s\\S]'],
    ["void import('./x');", 'import(): everything has to be in the one file'],
    ['void import.meta.url;', `import.meta, ${without}`],
    ['Math.max = Math.min;', kept('Math')],
    ['delete Object.prototype.toString;', kept('Object')],
    ['Array.prototype.push = () => 0;', kept('Array')],
  ])('%s', async (line, fault) => {
    expect(await faultsOf(inside(line))).toEqual([`after.ts:2: ${fault}`]);
  });

  test('await at the top', async () => {
    expect(await faultsOf(outside('await 1;'))).toEqual([
      'after.ts:2: await: nothing here may wait',
    ]);
  });

  test.each([
    ['let count = 0;', 'count++;', 'count'],
    ['let last: unknown;', 'last = request;', 'last'],
    ['const seen: any = {};', 'seen[session.sub] = 1;', 'seen'],
    ['const seen: any = { a: {} };', 'delete seen.a.b;', 'seen'],
    ['const list = [0];', 'list[0]++;', 'list'],
    ['const seen: any[] = [];', 'seen.push(session.sub);', 'seen'],
    ['const seen: any = { all: [] };', 'seen.all.sort();', 'seen'],
    ['const blocked = /secret/g;', 'blocked.test(request.uri);', 'blocked'],
  ])('state: %s %s', async (top, line, name) => {
    const files = { 'after.ts': `${top}\n${inside(line)['after.ts']}` };
    expect(await faultsOf(files)).toEqual([`after.ts:3: ${kept(name)}`]);
  });

  test('but not what the function itself has made, or what the top makes of its own', async () => {
    const top =
      'const plain = /a/; const table: any = {}; for (const name of ["a"]) table[name] = 1;';
    const line =
      'const own: any = {}; own.x = table.a; let n = 0; n++; request.headers.x = own;' +
      'const list: any[] = []; list.push(n); /a/g.test(request.uri); plain.test(request.uri);';
    expect(await faultsOf({ 'after.ts': `${top}\n${inside(line)['after.ts']}` })).toEqual([]);
  });
});

describe('imports', () => {
  test.each([
    [
      'cloudfront',
      'imports cloudfront, which holds the session keys, and can only be asked asynchronously',
    ],
    ['node:fs', 'imports node:fs, and only files by their relative paths and crypto can be'],
    ['lodash', 'imports lodash, and only files by their relative paths and crypto can be'],
    [
      '/etc/passwd',
      'imports /etc/passwd, and only files by their relative paths and crypto can be',
    ],
    ['./nowhere', 'imports ./nowhere, and there is no such file'],
  ])('%s', async (source, fault) => {
    const found = await faultsOf({
      'after.ts': `\nimport x from '${source}';\nexport default () => x;`,
    });
    expect(found).toEqual([`after.ts:2: ${fault}`]);
  });

  test('faults of the files that are imported, all of them', async () => {
    const found = await faultsOf({
      'after.ts':
        "import { a } from './lib/a.js';\nimport b from './b';\nexport default () => a + b;",
      'lib/a.ts': 'export const a = new Map();',
      'b/index.js': '\nexport default new Set();',
    });
    expect(found).toEqual([`b/index.js:2: Set ${missing}`, `lib/a.ts:1: Map ${missing}`]);
  });

  test('a name that the file does not export', async () => {
    const files = {
      'after.ts': "import { b } from './a';\nexport default () => b;",
      'a.ts': 'export {};',
    };
    expect(await faultsOf(files)).toEqual([
      expect.stringMatching(/^after\.ts:1: "b" is not exported by "a\.ts"/),
    ]);
  });

  test('JSON that is none', async () => {
    const files = {
      'after.ts': "import a from './a.json';\nexport default () => a;",
      'a.json': '{',
    };
    expect(await faultsOf(files)).toEqual([expect.stringMatching(/^a\.json: is not JSON: /)]);
  });
});

describe('the module itself', () => {
  test('all its faults are told together, in order', async () => {
    const line = 'new Map();\neval("1");\nclass A {}';
    expect(await faultsOf(inside(line))).toEqual([
      `after.ts:2: Map ${missing}`,
      `after.ts:3: eval ${text}`,
      `after.ts:4: a class, ${without}`,
    ]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a syntax error',
      'export default (request) => {\n  return request',
      /^after\.js:2: Unexpected token/,
    ],
    ['types in JavaScript', '\nexport default (request: any) => request;', /^after\.js:2: /],
    ['with', '\nwith (Math) {}', /^after\.js:2: 'with' in strict mode/],
    [
      'no export',
      'const afterAuthorize = 1;',
      /^after\.js: exports neither a default nor afterAuthorize/,
    ],
    ['another export', 'export const authorize = (r) => r;', /^after\.js: exports neither/],
    ['no function', 'export default 5;', /^after\.js: what it exports is no function/],
    [
      'a top level that throws',
      'null.x; export default (r) => r;',
      /^after\.js: its top level throws: Cannot read/,
    ],
    [
      'a top level that does not end',
      'for (;;) console.log(1); export default (r) => r;',
      /^after\.js: its top level throws: .*timed out/,
    ],
  ])('%s', async (_what, text, fault) => {
    expect(await faultsOf({ 'after.js': text })).toEqual([expect.stringMatching(fault)]);
  });

  test('is not there', async () => {
    const { bundleAfter } = await import('../../../functions/compile/after/bundle.ts');
    expect(await bundleAfter('no/such/after.ts')).toEqual({
      faults: [`there is no file ${process.cwd()}/no/such/after.ts`],
    });
  });
});
