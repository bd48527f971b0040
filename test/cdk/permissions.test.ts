import { describe, expect, test } from '@jest/globals';
import { scenarios } from './scenarios.ts';
import {
  emptyStack,
  protectedStack,
  resourcesOf,
  siteStack,
  templateOf,
  type CfnTemplate,
} from './stacks.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** What each Lambda may do, besides writing its log: `action on resource`, sorted. */
function permissionsOf(template: CfnTemplate, role: RegExp): string[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([id]) => role.test(id))
    .flatMap(([, { PolicyDocument }]) => (PolicyDocument as { Statement: Statement[] }).Statement)
    .flatMap(({ Effect, Action, Resource }) =>
      [Action].flat().map((action) => `${Effect} ${action} on ${nameOf(Resource)}`),
    )
    .filter((permission) => !permission.includes(' logs:'))
    .sort();
}

function nameOf(resource: unknown): string {
  return JSON.stringify(resource)
    .replaceAll('":', '"')
    .replace(/[^\w:/*.-]+/g, ' ')
    .trim();
}

const exchange = /TokenExchangeFunctionRole/;
const seed = /KeysSeedRole/;
const keys = /KeysRotation(FunctionRole|StartRotation)/;
const writer = /SignOutsWriterRole/;

const ring = /^Allow \S+ on Ref LatchkeyKeysRootRing\w+$/;
const store = /^Allow \S+ on Fn::GetAtt LatchkeyEdgeStore\w+ Arn$/;

describe('the Lambdas may do what they do, and no more', () => {
  const template = templateOf(protectedStack().stack);

  test('the token exchange', () => {
    expect(permissionsOf(template, exchange)).toEqual([
      expect.stringMatching(
        /^Allow cloudfront-keyvaluestore:GetKey on Fn::GetAtt LatchkeyEdgeStore/,
      ),
      expect.stringMatching(/^Allow secretsmanager:GetSecretValue on Ref LatchkeyKeysRootRing/),
      expect.stringMatching(/^Allow sqs:SendMessage on Fn::GetAtt LatchkeySignOutsQueue/),
      'Allow ssm:GetParameter on Fn::Join arn: Ref AWS::Partition ssm:eu-west-1:123456789012:parameter/latchkey/test/deployment',
    ]);
  });

  test('what makes the first keys', () => {
    const permissions = permissionsOf(template, seed);
    expect(permissions.filter((permission) => ring.test(permission)).map(actionOf)).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
    expect(permissions.filter((permission) => store.test(permission)).map(actionOf)).toEqual([
      'cloudfront-keyvaluestore:DescribeKeyValueStore',
      'cloudfront-keyvaluestore:GetKey',
      'cloudfront-keyvaluestore:ListKeys',
      'cloudfront-keyvaluestore:UpdateKeys',
    ]);
    expect(permissions).toHaveLength(8);
  });

  test('what rotates the keys and serves the operator', () => {
    const permissions = permissionsOf(template, keys);
    expect(permissions.filter((permission) => ring.test(permission)).map(actionOf)).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:RotateSecret',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
    expect(permissions.filter((permission) => store.test(permission)).map(actionOf)).toEqual([
      'cloudfront-keyvaluestore:DescribeKeyValueStore',
      'cloudfront-keyvaluestore:GetKey',
      'cloudfront-keyvaluestore:ListKeys',
      'cloudfront-keyvaluestore:UpdateKeys',
    ]);
    const others = permissions.filter(
      (permission) => !store.test(permission) && !ring.test(permission),
    );
    expect(others).toEqual([
      expect.stringMatching(/^Allow cognito-idp:AdminGetUser on Fn::GetAtt LatchkeySignInUserPool/),
      expect.stringMatching(/^Allow cognito-idp:AdminUserGlobalSignOut on Fn::GetAtt LatchkeySign/),
      expect.stringMatching(/^Allow cognito-idp:ListUsers on Fn::GetAtt LatchkeySignInUserPool/),
      // Whoever has Secrets Manager rotate needs it.
      expect.stringMatching(/^Allow lambda:InvokeFunction on Fn::GetAtt LatchkeyKeysRotationFunct/),
    ]);
  });

  test('the writer of sign-outs', () => {
    const permissions = permissionsOf(template, writer);
    expect(permissions.filter((permission) => store.test(permission)).map(actionOf)).toEqual([
      'cloudfront-keyvaluestore:DescribeKeyValueStore',
      'cloudfront-keyvaluestore:ListKeys',
      'cloudfront-keyvaluestore:UpdateKeys',
    ]);
    const others = permissions.filter((permission) => !store.test(permission));
    expect(others.map(actionOf).every((action) => action.startsWith('sqs:'))).toBe(true);
    expect(others.map(actionOf)).not.toContain('sqs:SendMessage');
  });

  test('nobody else reads the ring or has anything of the store', () => {
    const { stack } = scenarios['the default']!();
    const all = templateOf(stack);
    const rest =
      /^(?!.*(TokenExchangeFunctionRole|KeysSeedRole|KeysRotationFunctionRole|SignOutsWriterRole))/;
    expect(
      permissionsOf(all, rest).filter((permission) =>
        /secretsmanager|keyvaluestore/.test(permission),
      ),
    ).toEqual([]);
    expect(JSON.stringify(resourcesOf(all, 'AWS::IAM::Role'))).not.toMatch(
      /secretsmanager|keyvaluestore/,
    );
  });
});

function actionOf(permission: string): string {
  return permission.split(' ')[1]!;
}

test('the secret of the app client is asked for only where there is one', () => {
  const { stack } = scenarios['an existing user pool and app client']!();
  expect(permissionsOf(templateOf(stack), exchange)).toContainEqual(
    expect.stringMatching(
      /^Allow cognito-idp:DescribeUserPoolClient on .*userpool\/eu-west-1_AbCdEfGhI/,
    ),
  );
  const other = scenarios['an existing user pool']!();
  expect(permissionsOf(templateOf(other.stack), exchange).join()).not.toContain('cognito-idp');
});

describe('the function URL', () => {
  const permissions = (template: CfnTemplate) =>
    resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, properties]) => properties)
      .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes('TokenExchange'));
  const distributionArn = (id: unknown) => ({
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':cloudfront::',
        { Ref: 'AWS::AccountId' },
        ':distribution/',
        id,
      ],
    ],
  });

  test('asks for a signature', () => {
    const [[, url] = []] = resourcesOf(templateOf(siteStack().stack), 'AWS::Lambda::Url');
    expect(url).toMatchObject({ AuthType: 'AWS_IAM' });
    expect(url).not.toHaveProperty('Cors');
  });

  test('is called by its distributions alone, which have both permissions', () => {
    const { stack } = scenarios['two distributions']!();
    const template = templateOf(stack);
    const ids = resourcesOf(template, 'AWS::CloudFront::Distribution').map(([id]) => id);
    expect(ids).toHaveLength(2);
    const wanted = ids.flatMap((id) =>
      (['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const).map((Action) =>
        expect.objectContaining({
          Action,
          Principal: 'cloudfront.amazonaws.com',
          SourceArn: distributionArn({ Ref: id }),
          ...(Action === 'lambda:InvokeFunction' && { InvokedViaFunctionUrl: true }),
        }),
      ),
    );
    expect(permissions(template)).toHaveLength(4);
    expect(permissions(template)).toEqual(expect.arrayContaining(wanted));
  });

  test('is called by a distribution that the app only refers to', () => {
    const { stack } = scenarios['no distribution in the app']!();
    const found = permissions(templateOf(stack));
    expect(found.map(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
    expect(found[1]).toMatchObject({ InvokedViaFunctionUrl: true });
    for (const { Principal, SourceArn } of found) {
      expect(Principal).toBe('cloudfront.amazonaws.com');
      expect(JSON.stringify(SourceArn)).toContain(
        ':cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE',
      );
    }
  });
});

test('every role has the boundary, those of aws-cdk-lib too', () => {
  const { stack } = scenarios['everything on']!();
  const roles = resourcesOf(templateOf(stack), 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(4);
  for (const [, role] of roles) {
    expect(JSON.stringify(role['PermissionsBoundary'])).toContain(':policy/boundary');
  }
});

test('with a key of one’s own the Lambdas may use it', () => {
  const { stack } = scenarios['everything on']!();
  const template = templateOf(stack);
  for (const role of [exchange, seed, keys, writer]) {
    expect(permissionsOf(template, role).join()).toMatch(/kms:Decrypt on Fn::GetAtt Key/);
  }
  // Whoever puts a value into the secret encrypts it.
  for (const role of [seed, keys]) {
    const kms = permissionsOf(template, role).filter((permission) => / kms:/.test(permission));
    expect(kms.map(actionOf)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  }
});

test('a sign-out that ends nothing but the cookies needs no queue', () => {
  const template = templateOf(protectedStack({ tellEdgesOfSignOuts: false }, emptyStack()).stack);
  expect(resourcesOf(template, 'AWS::SQS::Queue')).toEqual([]);
  expect(permissionsOf(template, exchange).join()).not.toContain('sqs');
});
