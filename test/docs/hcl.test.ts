import { describe, expect, test } from '@jest/globals';
import { parseHcl, type HclBlock } from './hcl.ts';
import { snippetsOf } from './snippets.ts';

const blocks = snippetsOf('docs/existing-distribution.md')
  .filter(({ language }) => language === 'hcl')
  .flatMap(({ text }) => parseHcl(text));
const named = (header: string) => blocks.find((block) => block.header.startsWith(header))!;

describe('the Terraform of docs/existing-distribution.md', () => {
  test('makes the function as CloudFront needs it', () => {
    const { attributes } = named('resource "aws_cloudfront_function"');
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_function
    expect(attributes).toEqual({
      name: '"handbook-authorize"',
      runtime: '"cloudfront-js-2.0"',
      publish: 'true',
      code: 'file("authorize.js")',
      key_value_store_associations: '[var.key_value_store_arn]',
    });
  });

  test('sends all methods of the auth path to the token exchange, uncached and by the function', () => {
    const { attributes, blocks: inner } = named('ordered_cache_behavior');
    expect(attributes).toMatchObject({
      path_pattern: '"/_auth/*"',
      allowed_methods: '["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]',
      cache_policy_id: 'data.aws_cloudfront_cache_policy.none.id',
      origin_request_policy_id: 'data.aws_cloudfront_origin_request_policy.viewer.id',
    });
    expect(inner).toEqual([
      {
        header: 'function_association',
        attributes: {
          event_type: '"viewer-request"',
          function_arn: 'aws_cloudfront_function.authorize.arn',
        },
        blocks: [],
      },
    ]);
    expect(named('origin').attributes['origin_id']).toBe(attributes['target_origin_id']);
  });

  test('refers to nothing that is not there', () => {
    const headers = blocks.map(({ header }) => header.replaceAll('"', '').replaceAll(' ', '.'));
    const known = headers.map((header) =>
      header.replace(/^resource\./, '').replace('variable', 'var'),
    );
    const all = (found: readonly HclBlock[]): string[] =>
      found.flatMap(({ attributes, blocks: inner }) => [
        ...Object.values(attributes),
        ...all(inner),
      ]);
    const references = all(blocks).flatMap((text) =>
      [...text.matchAll(/\b(?:var|data|aws_\w+)(?:\.\w+)+/g)].map(([reference]) => reference),
    );
    expect(references.length).toBeGreaterThan(5);
    for (const reference of references) {
      expect(known.some((name) => `${reference}.`.startsWith(`${name}.`))).toBe(true);
    }
  });
});

test.each([
  ['a block that is not closed', 'origin {\n  a = 1\n', /not closed/],
  ['an argument twice', 'origin {\n  a = 1\n  a = 2\n}', /twice/],
  ['no value', 'origin {\n  a = \n}', /not understood/],
  ['a bare word', 'origin {\n  a = b\n}', /not understood/],
  ['a brace too many', 'origin {\n}\n}', /not understood/],
])('%s is a fault', (_what, text, fault) => {
  expect(() => parseHcl(text)).toThrow(fault);
});
