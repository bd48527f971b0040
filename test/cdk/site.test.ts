import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ProtectedSite } from '../../cdk/site.ts';
import { scenarios } from './scenarios.ts';
import { resourcesOf, siteStack, templateOf, type CfnTemplate } from './stacks.ts';

const only = (template: CfnTemplate, type: string) => {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]!;
};

describe('the bucket of a site', () => {
  const template = templateOf(siteStack().stack);
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');
  const [id, content] = buckets.find(([logicalId]) => logicalId.includes('Content'))!;

  test('is private, versioned and encrypted, and forgets old versions', () => {
    expect(content).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' }],
      },
    });
  });

  test('is read by its distribution alone, over TLS', () => {
    const [distributionId] = only(template, 'AWS::CloudFront::Distribution');
    const [, policy] = resourcesOf(template, 'AWS::S3::BucketPolicy').find(
      ([, { Bucket }]) => (Bucket as { Ref: string }).Ref === id,
    )!;
    const { Statement } = policy['PolicyDocument'] as {
      Statement: { Effect: string; Action: unknown; Principal: unknown; Condition: unknown }[];
    };
    expect(Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Principal: { Service: 'cloudfront.amazonaws.com' },
      },
    ]);
    expect(JSON.stringify(Statement[1]!.Condition)).toContain(
      `:distribution/",{"Ref":"${distributionId}"}`,
    );
  });

  test('goes with the stack only where that is asked for', () => {
    const policiesOf = (whole: CfnTemplate) =>
      ['AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::Logs::LogGroup'].flatMap((type) =>
        Object.values(whole.Resources)
          .filter(({ Type }) => Type === type)
          .map((resource) => (resource as { DeletionPolicy?: string }).DeletionPolicy),
      );
    expect(new Set(policiesOf(template))).toEqual(new Set(['Retain']));
    const removed = templateOf(scenarios['everything on']!().stack);
    expect(new Set(policiesOf(removed))).toEqual(new Set(['Delete']));
  });
});

describe('the web ACL', () => {
  const aclOf = (template: CfnTemplate) => {
    const [, { DistributionConfig }] = only(template, 'AWS::CloudFront::Distribution');
    return (DistributionConfig as { WebACLId?: unknown }).WebACLId;
  };

  test('limits the auth path where it is made', () => {
    const template = templateOf(scenarios['a web ACL and logs']!().stack);
    const [id, acl] = only(template, 'AWS::WAFv2::WebACL');
    expect(aclOf(template)).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    expect(acl).toMatchObject({
      Scope: 'CLOUDFRONT',
      DefaultAction: { Allow: {} },
      Rules: [
        {
          Action: { Block: {} },
          Statement: {
            RateBasedStatement: {
              Limit: 100,
              AggregateKeyType: 'IP',
              ScopeDownStatement: {
                ByteMatchStatement: {
                  PositionalConstraint: 'STARTS_WITH',
                  SearchString: '/_auth/',
                  // However it is written: /%5fauth/ counts as well.
                  TextTransformations: [{ Priority: 0, Type: 'URL_DECODE' }],
                },
              },
            },
          },
        },
      ],
    });
  });

  test('is the one that is named, or none', () => {
    const named = templateOf(scenarios['everything on']!().stack);
    expect(aclOf(named)).toBe('arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/11111111');
    expect(aclOf(templateOf(siteStack().stack))).toBeUndefined();
  });
});

test('the outputs are those of docs/deploy.md, by names that two sites in a stack do not share', () => {
  const page = readFileSync('docs/deploy.md', 'utf8');
  const [, table = ''] = /^\| output .*\n((?:\|.*\n)+)/m.exec(page) ?? [];
  const rows = table.split('\n').map((row) => row.split('|')[1] ?? '');
  const documented = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  const { stack } = siteStack();
  const other = { directory: 'web/site', audience: 'other', rules: [] };
  new ProtectedSite(stack, 'Other', other);
  const ids = Object.keys(templateOf(stack).Outputs ?? {});
  const shape = (site: string) => new RegExp(`^${site}(?:Latchkey(\\w+)Output|(Url))[0-9A-F]{8}$`);
  for (const site of ['Site', 'Other']) {
    const names = ids.flatMap((id) => shape(site).exec(id)?.slice(1).filter(Boolean) ?? []);
    expect(names.sort()).toEqual([...documented].sort());
  }
});

test('the first keys are made when all that they need is there', () => {
  const template = templateOf(siteStack().stack);
  const [id] = only(template, 'Custom::Trigger');
  const after = [template.Resources[id]?.DependsOn ?? []].flat().join(' ');
  for (const needed of ['EdgeStore', 'KeysRootRing', 'KeysSeed']) expect(after).toContain(needed);
  const [, seed] = Object.entries(template.Resources).find(
    ([logicalId, { Type }]) => Type === 'AWS::Lambda::Function' && logicalId.includes('KeysSeed'),
  )!;
  expect([seed.DependsOn ?? []].flat().join(' ')).toContain('SeedRoleDefaultPolicy');
});

test('one writer tells the edges of sign-outs, many at a time', () => {
  const template = templateOf(siteStack().stack);
  const writers = resourcesOf(template, 'AWS::Lambda::Function').filter(
    ([, { ReservedConcurrentExecutions }]) => ReservedConcurrentExecutions === 1,
  );
  expect(writers.map(([id]) => id)).toEqual([expect.stringContaining('SignOutsWriter')]);
  expect(only(template, 'AWS::Lambda::EventSourceMapping')[1]).toMatchObject({
    BatchSize: 100,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('no sign-out shows again in the queue while its writer may still be at it', () => {
  const template = templateOf(siteStack().stack);
  const [, { EventSourceArn, FunctionName }] = only(template, 'AWS::Lambda::EventSourceMapping');
  const [queueId] = (EventSourceArn as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
  const { VisibilityTimeout } = template.Resources[queueId]!.Properties!;
  const { Timeout } = template.Resources[(FunctionName as { Ref: string }).Ref]!.Properties!;
  // What AWS asks for: a batch that is held back is tried again meanwhile.
  expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
});
