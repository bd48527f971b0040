import { describe, expect, test } from '@jest/globals';
import { createRequire } from 'node:module';
import { snippetsOf } from './snippets.ts';

/** Blocks by their words, each a list of bodies; references as `${…}`. */
interface Hcl {
  readonly [name: string]: unknown;
}

// Its types would bring those of browsers into the whole project.
const { parse } = createRequire(import.meta.url)('@cdktn/hcl2json') as {
  readonly parse: (name: string, text: string) => Promise<Hcl>;
};
const texts = snippetsOf('docs/existing-distribution.md')
  .filter(({ language }) => language === 'hcl')
  .map(({ text }) => text);
const parsed = (text: string) => parse('main.tf', text);
const [whole = {}, inDistribution = {}] = await Promise.all(texts.map(parsed));

/** The one body of a block. */
function only(of: Hcl, ...path: string[]): Hcl {
  const found = path.reduce<unknown>((within, name) => (within as Hcl)[name], of);
  expect(found).toHaveLength(1);
  return (found as [Hcl])[0];
}

describe('the Terraform of docs/existing-distribution.md', () => {
  test('makes the function as CloudFront needs it', () => {
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_function
    expect(only(whole, 'resource', 'aws_cloudfront_function', 'authorize')).toEqual({
      name: 'handbook-authorize',
      runtime: 'cloudfront-js-2.0',
      publish: true,
      code: '${file("authorize.js")}',
      key_value_store_associations: ['${var.key_value_store_arn}'],
    });
  });

  test('sends all methods of the auth path to the token exchange, uncached and by the function', () => {
    const behavior = only(inDistribution, 'ordered_cache_behavior');
    expect(behavior).toMatchObject({
      path_pattern: '/_auth/*',
      allowed_methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      cache_policy_id: '${data.aws_cloudfront_cache_policy.none.id}',
      origin_request_policy_id: '${data.aws_cloudfront_origin_request_policy.viewer.id}',
    });
    expect(only(behavior, 'function_association')).toEqual({
      event_type: 'viewer-request',
      function_arn: '${aws_cloudfront_function.authorize.arn}',
    });
    expect(only(inDistribution, 'origin')).toMatchObject({
      origin_id: behavior['target_origin_id'],
    });
  });

  test('refers to nothing that is not there', () => {
    const { resource = {}, data = {}, variable = {} } = whole as Record<string, Hcl>;
    const known = { ...resource, data, var: variable };
    const references = texts.flatMap((text) =>
      [...text.matchAll(/\b(?:var|data|aws_\w+)(?:\.\w+)+/g)].map(([reference]) => reference),
    );
    expect(references.length).toBeGreaterThan(5);
    for (const reference of references) {
      const [first = '', ...rest] = reference.split('.');
      const names = [first, ...rest.slice(0, first === 'data' ? 2 : 1)];
      const found = names.reduce<unknown>(
        (within, name) => (within as Hcl | undefined)?.[name],
        known,
      );
      expect({ reference, found }).toEqual({ reference, found: expect.anything() });
    }
  });
});

test.each([
  ['a block that is not closed', 'origin {\n  a = 1\n'],
  ['an argument twice', 'origin {\n  a = 1\n  a = 2\n}'],
  ['no value', 'origin {\n  a = \n}'],
  ['two values', 'origin {\n  a = b c\n}'],
  ['a brace too many', 'origin {\n}\n}'],
])('%s is a fault', async (_what, text) => {
  await expect(parse('main.tf', text)).rejects.toThrow(/main\.tf:\d/);
});
