/** What stands in another stack, region or account. */
import { describe, expect, test } from '@jest/globals';
import { App, Stack, Tags } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Latchkey } from '../../cdk/latchkey.ts';
import { scenarios } from './scenarios.ts';
import { taggableTypes } from './spec.ts';
import {
  addDistribution,
  emptyStack,
  europe,
  protectedStack,
  resourcesOf,
  rules,
  siteStack,
  templateOf,
  virginia,
} from './stacks.ts';

function twoStacks(there: typeof europe) {
  const app = new App({ builtinCloudFormationValidation: false });
  const here = new Stack(app, 'Here', { ...europe, crossRegionReferences: true });
  const elsewhere = new Stack(app, 'There', { ...there, crossRegionReferences: true });
  const domainNames = ['www.example.com'];
  const latchkey = new Latchkey(here, 'Latchkey', { audience: 'test', rules, domainNames });
  return { here, elsewhere, latchkey };
}

describe('a distribution', () => {
  test('of another stack may call the token exchange, where the hosts are given', () => {
    const { here, elsewhere, latchkey } = twoStacks(europe);
    latchkey.addDistribution(addDistribution(elsewhere, latchkey, 'Distribution'));
    const template = templateOf(elsewhere);
    const [[distributionId] = []] = resourcesOf(template, 'AWS::CloudFront::Distribution');
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission');
    expect(permissions.map(([, { Action }]) => Action)).toEqual([
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
    for (const [, { FunctionName, SourceArn }] of permissions) {
      expect(FunctionName).toMatchObject({ 'Fn::ImportValue': expect.any(String) });
      expect(JSON.stringify(SourceArn)).toContain(`{"Ref":"${distributionId}"}`);
    }
    expect(() => templateOf(here)).not.toThrow();
  });

  test('of another region could not be let call it from there', () => {
    const { here, elsewhere, latchkey } = twoStacks(virginia);
    latchkey.addDistribution(addDistribution(elsewhere, latchkey, 'Distribution'));
    expect(() => templateOf(here)).toThrow(
      /is made in us-east-1, and its permission .* has to be made in eu-west-1/,
    );
  });

  test('of another account takes no function of this one', () => {
    const env = { account: '210987654321', region: 'eu-west-1' };
    const { here, elsewhere, latchkey } = twoStacks({ env });
    latchkey.addDistribution(
      Distribution.fromDistributionAttributes(elsewhere, 'Theirs', {
        distributionId: 'EDFDVBD6EXAMPLE',
        domainName: 'd111111abcdef8.cloudfront.net',
      }),
    );
    expect(() => templateOf(here)).toThrow(
      /Theirs is in the account 210987654321, and CloudFront takes functions and stores of its own account only/,
    );
  });
});

describe('a user pool of another account', () => {
  const deploy = (client?: { clientId: string; hasSecret: boolean }) => {
    const stack = emptyStack();
    const arn = 'arn:aws:cognito-idp:eu-central-1:210987654321:userpool/eu-central-1_AbCdEfGhI';
    const userPool = UserPool.fromUserPoolArn(stack, 'Pool', arn);
    const existing = { userPool, domain: 'https://login.example.com', ...(client && { client }) };
    return templateOf(protectedStack({ userPool: existing }, stack).stack);
  };

  test('is signed in with by a client without a secret', () => {
    const template = deploy({ clientId: 'abc', hasSecret: false });
    expect(JSON.stringify(resourcesOf(template, 'AWS::SSM::Parameter'))).toContain(
      'eu-central-1_AbCdEfGhI',
    );
    expect(JSON.stringify(resourcesOf(template, 'AWS::IAM::Policy'))).not.toContain('cognito-idp');
  });

  test('has no secret that could be asked for, and gets no client', () => {
    expect(() => deploy({ clientId: 'abc', hasSecret: true })).toThrow(/210987654321.*its secret/);
    expect(() => deploy()).toThrow(/the app client could not be made there/);
  });
});

describe('a hosted zone', () => {
  test('gets an alias of each name for both versions of IP', () => {
    const template = templateOf(scenarios['a hosted zone']!().stack);
    const [[distributionId] = []] = resourcesOf(template, 'AWS::CloudFront::Distribution');
    const records = resourcesOf(template, 'AWS::Route53::RecordSet').map(([, record]) => record);
    expect(records.map(({ Name, Type }) => `${String(Name)} ${String(Type)}`)).toEqual([
      'www.example.com. A',
      'www.example.com. AAAA',
      'example.com. A',
      'example.com. AAAA',
    ]);
    for (const record of records) {
      expect(record).toMatchObject({
        HostedZoneId: 'Z0123456789ABCDEFGHIJ',
        AliasTarget: { DNSName: { 'Fn::GetAtt': [distributionId, 'DomainName'] } },
      });
    }
  });

  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
  const refused = (domainNames: string[]) => {
    const stack = emptyStack();
    const zone = { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' };
    const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', zone);
    return () =>
      siteStack(
        { hostedZone, domainNames, ...(domainNames.length > 0 && { certificateArn }) },
        stack,
      );
  };

  test('is refused for names that are not in it, and for none', () => {
    expect(refused(['docs.example.com'])).not.toThrow();
    expect(refused(['docs.badexample.com'])).toThrow(
      /docs\.badexample\.com, which is not in the zone example\.com/,
    );
    expect(refused([])).toThrow(/hostedZone is for domainNames, and there are none/);
  });

  test('may be known by its id only', () => {
    const stack = emptyStack();
    const hostedZone = HostedZone.fromHostedZoneId(stack, 'Zone', 'Z0123456789ABCDEFGHIJ');
    siteStack({ hostedZone, domainNames: ['www.example.com'], certificateArn }, stack);
    expect(resourcesOf(templateOf(stack), 'AWS::Route53::RecordSet')).toHaveLength(2);
  });
});

test('tags reach everything that AWS can tag', () => {
  const { stack } = siteStack({ observability: true });
  Tags.of(stack).add('cost-centre', 'docs');
  const resources = Object.entries(templateOf(stack).Resources);
  const taggable = resources.filter(([, { Type }]) => taggableTypes.has(Type));
  expect(taggable.length).toBeGreaterThan(10);
  // aws-cdk-lib's own providers of custom resources take none.
  const untagged = taggable.filter(
    ([id, resource]) =>
      !id.startsWith('AWSCDKTrigger') && !JSON.stringify(resource).includes('cost-centre'),
  );
  expect(untagged.map(([id, { Type }]) => `${Type} ${id}`)).toEqual([]);
});

test('a key and a boundary that are only referred to work as well', () => {
  const stack = emptyStack();
  const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
  protectedStack(
    {
      encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      observability: true,
    },
    stack,
  );
  const template = templateOf(stack);
  expect(resourcesOf(template, 'AWS::SecretsManager::Secret')[0]?.[1]).toMatchObject({
    KmsKeyId: keyArn,
  });
  for (const [, queue] of resourcesOf(template, 'AWS::SQS::Queue')) {
    expect(queue).toMatchObject({ KmsMasterKeyId: keyArn });
  }
  const users = resourcesOf(template, 'AWS::IAM::Policy').filter(([, policy]) =>
    JSON.stringify(policy).includes(keyArn),
  );
  expect(users.map(([id]) => id)).toEqual([
    expect.stringContaining('SeedRole'),
    expect.stringContaining('WriterRole'),
    expect.stringContaining('TokenExchangeFunctionRole'),
  ]);
  const roles = resourcesOf(template, 'AWS::IAM::Role');
  for (const [, role] of roles) expect(role).toHaveProperty('PermissionsBoundary');
});
