import { describe, expect, test } from '@jest/globals';
import { parse } from 'acorn';
import { readFileSync } from 'node:fs';
import { everythingOn } from '../../bench/edge/configurations.ts';
import { edgeCode } from '../../functions/compile/edge-code.ts';
import { newerThanEs5 } from './newer.ts';
import { bundle, designConfig } from './support.ts';

interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The nodes right below one. */
const partsOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

const allOf = (node: Node): Node[] => [node, ...partsOf(node).flatMap(allOf)];

/** Within the same function. */
const hasAwait = (node: Node): boolean =>
  node.type === 'AwaitExpression' || (!/Function/.test(node.type) && partsOf(node).some(hasAwait));

const treeOf = (code: string) =>
  parse(code, { ecmaVersion: 2017, sourceType: 'module' }) as unknown as Node;

const awaitInArguments = (code: string) =>
  allOf(treeOf(code)).filter(
    ({ type, arguments: given }) =>
      /^(Call|New)Expression$/.test(type) && (given as Node[]).some(hasAwait),
  );

describe('the edge bundle', () => {
  const code = edgeCode(designConfig, bundle);
  const nodes = allOf(treeOf(code));

  test(`has at most 5,632 bytes with the design's configuration: ${Buffer.byteLength(code)}`, () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(5632);
  });

  const whole = edgeCode(everythingOn, bundle);
  test(`has at most 6,144 bytes with everything on: ${Buffer.byteLength(whole)}`, () => {
    expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(6144);
  });

  test('is ASCII', () => {
    expect(code).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test('is ES5 but for one async function, the handler', async () => {
    expect(await newerThanEs5(code)).toEqual([]);
    const functions = nodes.filter(({ async }) => async === true);
    expect(functions).toMatchObject([{ type: 'FunctionDeclaration', id: { name: 'handler' } }]);
  });

  test.each([
    ['an arrow function', 'var f=()=>1'],
    ['let', 'let a=1'],
    ['a template', 'var a=`x`'],
    ['spread', 'f(...a)'],
    ['destructuring', 'var {a}=b'],
    ['a class', 'class A{}'],
    ['for-of', 'for(var a of b);'],
    ['a Map', 'new Map()'],
  ])('and %s would be found', async (_name, newer) => {
    expect(await newerThanEs5(newer)).not.toEqual([]);
  });

  test('no await stands inside call arguments', () => {
    expect(awaitInArguments(code)).toEqual([]);
    expect(nodes.filter(({ type }) => type === 'AwaitExpression').length).toBeGreaterThan(0);
    expect(awaitInArguments('async function f(){g(1,[await h()])}')).toHaveLength(1);
    expect(awaitInArguments('async function f(){g(async function(){await h()})}')).toEqual([]);
  });

  test('it imports cloudfront and crypto alone, and exports nothing', () => {
    const imports = nodes.filter(({ type }) => type === 'ImportDeclaration');
    expect(imports.map(({ source }) => (source as Node).value)).toEqual(['cloudfront', 'crypto']);
    expect(nodes.filter(({ type }) => /^Export|ImportExpression/.test(type))).toEqual([]);
  });

  test('no literal of a pattern is one that the engine reads differently', () => {
    const sources = nodes.flatMap(({ regex }) =>
      regex ? [(regex as { pattern: string }).pattern] : [],
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => source.includes('[^]'))).toEqual([]);
  });
});

describe('the Lambda bundle', () => {
  const lambda = readFileSync(new URL('../../dist/token-exchange/index.mjs', import.meta.url));
  const tree = parse(lambda.toString(), { ecmaVersion: 2022, sourceType: 'module' });

  test(`has at most 250 KB: ${lambda.length} bytes`, () => {
    expect(lambda.length).toBeLessThanOrEqual(250 * 1024);
  });

  test('loads nothing but what Node has, no AWS SDK', () => {
    const imports = allOf(tree as unknown as Node).filter(({ type }) =>
      /^Import(Decl|Expr)/.test(type),
    );
    const names = imports.map(({ source }) => String((source as Node).value));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !/^(node:)?[a-z_]+(\/promises)?$/.test(name))).toEqual([]);
    expect(lambda.toString()).not.toContain('@aws-sdk');
  });
});
