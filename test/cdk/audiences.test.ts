/** Several deployments over one store: what they share, and what each has for itself. */
import { describe, expect, test } from '@jest/globals';
import { Duration, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { ConfigError } from '../../functions/compile/compile.ts';
import { Latchkey } from '../../cdk/latchkey.ts';
import { scenarios, twoAudiences } from './scenarios.ts';
import {
  addDistribution,
  emptyStack,
  europe,
  resourcesOf,
  rules,
  templateOf,
  type CfnTemplate,
} from './stacks.ts';

const idsOf = (template: CfnTemplate, type: string) =>
  resourcesOf(template, type).map(([id]) => id);

/** The environment of each Lambda that has settings, as text, by logical id. */
const environmentsOf = (template: CfnTemplate) =>
  resourcesOf(template, 'AWS::Lambda::Function').flatMap(([id, { Environment }]) =>
    Environment === undefined ? [] : [[id, JSON.stringify(Environment)] as const],
  );

describe('two audiences over one store', () => {
  const template = templateOf(scenarios['two audiences over one store']!().stack);
  const [store] = idsOf(template, 'AWS::CloudFront::KeyValueStore');

  test('share the store, the user pool, and the one writer of sign-outs', () => {
    for (const type of [
      'CloudFront::KeyValueStore',
      'Cognito::UserPool',
      'Cognito::UserPoolDomain',
      'Lambda::EventSourceMapping',
    ]) {
      expect([type, idsOf(template, `AWS::${type}`)]).toEqual([
        type,
        [expect.stringContaining('Docs')],
      ]);
    }
    for (const [, { FunctionConfig }] of resourcesOf(template, 'AWS::CloudFront::Function')) {
      expect(FunctionConfig).toMatchObject({
        KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': [store, 'Arn'] } }],
      });
    }
  });

  test('are told so: what another’s operator revokes is in no secret of theirs', () => {
    const exchanges = environmentsOf(template).filter(([id]) => id.includes('TokenExchange'));
    expect(exchanges).toHaveLength(2);
    for (const [, text] of exchanges) expect(text).toMatch(/sharesStore[\\"]+:true/);
    const alone = templateOf(scenarios['the default']!().stack);
    const own = environmentsOf(alone).filter(([id]) => id.includes('TokenExchange'));
    expect(own).toHaveLength(1);
    for (const [, text] of own) expect(text).toMatch(/sharesStore[\\"]+:false/);
  });

  test('have code, keys, an app client, a token exchange and a parameter each', () => {
    for (const type of [
      'CloudFront::Function',
      'SecretsManager::Secret',
      'Cognito::UserPoolClient',
      'Cognito::ManagedLoginBranding',
      'Lambda::Url',
      'SSM::Parameter',
    ]) {
      expect([type, idsOf(template, `AWS::${type}`)]).toEqual([
        type,
        [expect.stringContaining('Docs'), expect.stringContaining('Team')],
      ]);
    }
    const codes = resourcesOf(template, 'AWS::CloudFront::Function').map(
      ([, { FunctionCode }]) => FunctionCode,
    );
    expect(codes).toEqual([
      expect.stringContaining('["keys.docs","/_auth"'),
      expect.stringContaining('["keys.team","/_auth"'),
    ]);
  });

  test('have their first keys from a secret each, under names of their own', () => {
    const seeds = environmentsOf(template).filter(([id]) => id.includes('Seed'));
    const secrets = idsOf(template, 'AWS::SecretsManager::Secret');
    expect(seeds).toHaveLength(2);
    for (const [at, audience] of ['docs', 'team'].entries()) {
      expect(seeds[at]![1]).toContain(`\\"audience\\":\\"${audience}\\"`);
      expect(seeds[at]![1]).toContain(secrets[at]);
    }
  });

  test('send their sign-outs to one queue, whose writer knows the longer maxAge', () => {
    const [queue] = resourcesOf(template, 'AWS::SQS::Queue').filter(
      ([, { RedrivePolicy }]) => RedrivePolicy !== undefined,
    );
    const exchanges = environmentsOf(template).filter(([id]) => id.includes('TokenExchange'));
    expect(exchanges).toHaveLength(2);
    for (const [, environment] of exchanges) expect(environment).toContain(queue![0]);
    const [writer] = environmentsOf(template).filter(([id]) => id.includes('Writer'));
    expect(writer![1]).toContain(`\\"maxAge\\":${Duration.hours(12).toSeconds()}`);
  });

  test('can neither call nor read what is the other’s', () => {
    for (const [own, other] of [
      ['Docs', 'Team'],
      ['Team', 'Docs'],
    ] as const) {
      const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) =>
        id.includes(`${own}TokenExchange`),
      );
      expect(policies).toHaveLength(1);
      const text = JSON.stringify(policies);
      expect(text).toContain(`${own}KeysRootRing`);
      expect(text).not.toContain(`${other}KeysRootRing`);
      const invokers = resourcesOf(template, 'AWS::Lambda::Permission').filter(([, permission]) =>
        JSON.stringify(permission['FunctionName']).includes(`${own}TokenExchange`),
      );
      expect(invokers).toHaveLength(2);
      expect(JSON.stringify(invokers)).not.toContain(`${other}Distribution`);
    }
  });
});

test('the longer maxAge counts whichever comes first', () => {
  const stack = emptyStack();
  const { docs, team } = twoAudiences(stack, { maxAge: Duration.hours(20) });
  for (const one of [docs, team]) {
    one.addDistribution(addDistribution(stack, one, `${one.node.id}Distribution`));
  }
  const [writer] = environmentsOf(templateOf(stack)).filter(([id]) => id.includes('Writer'));
  expect(writer![1]).toContain(`\\"maxAge\\":${Duration.hours(20).toSeconds()}`);
});

test('another user pool may stand before the same store', () => {
  const stack = emptyStack();
  const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI');
  const { docs, team } = twoAudiences(stack, {
    userPool: { userPool, domain: 'https://login.example.com' },
  });
  for (const one of [docs, team]) {
    one.addDistribution(addDistribution(stack, one, `${one.node.id}Distribution`));
  }
  const template = templateOf(stack);
  expect(idsOf(template, 'AWS::CloudFront::KeyValueStore')).toHaveLength(1);
  const pools = resourcesOf(template, 'AWS::Cognito::UserPoolClient').map(
    ([, { UserPoolId }]) => UserPoolId,
  );
  expect(pools).toEqual([{ Ref: expect.stringContaining('Docs') }, 'eu-west-1_AbCdEfGhI']);
});

test('a writer is made by the first that tells the edges', () => {
  const stack = emptyStack();
  const quiet = new Latchkey(stack, 'Quiet', {
    audience: 'quiet',
    rules,
    domainNames: ['quiet.example.com'],
    tellEdgesOfSignOuts: false,
  });
  const telling = new Latchkey(stack, 'Telling', {
    audience: 'telling',
    rules,
    domainNames: ['telling.example.com'],
    shareWith: quiet,
  });
  expect(quiet.signOuts).toBeNull();
  expect(telling.signOuts?.node.path).toBe('Test/Telling/SignOuts');
});

test('they may be in stacks of their own', () => {
  const stack = emptyStack();
  const docs = new Latchkey(stack, 'Docs', { audience: 'docs', rules });
  docs.addDistribution(addDistribution(stack, docs, 'Distribution'));
  const other = new Stack(stack.node.root, 'Other', europe);
  const team = new Latchkey(other, 'Team', { audience: 'team', rules, shareWith: docs });
  team.addDistribution(addDistribution(other, team, 'Distribution'));
  const template = templateOf(other);
  expect(idsOf(template, 'AWS::CloudFront::KeyValueStore')).toEqual([]);
  expect(JSON.stringify(template)).toMatch(/Fn::ImportValue":"Test:ExportsOutput\w*DocsEdgeStore/);
});

describe('what cannot be shared is refused', () => {
  const faultsOf = (more: Parameters<typeof twoAudiences>[1]) => {
    try {
      twoAudiences(emptyStack(), more);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  };

  test('an audience: the sessions of one would be good for the other', () => {
    expect(faultsOf({ audience: 'docs' })).toEqual([
      expect.stringContaining('audience (docs) is that of another deployment over the same store'),
    ]);
  });

  test('the choice of who may sign up', () => {
    expect(faultsOf({ selfSignUp: true })).toEqual([
      'selfSignUp is for a user pool that is made here, and that of shareWith is used',
    ]);
  });

  test('an audience, by two deployments of one account and region that know nothing of each other', () => {
    const stack = emptyStack();
    for (const id of ['One', 'Other']) {
      const latchkey = new Latchkey(stack, id, { audience: 'same', rules });
      latchkey.addDistribution(addDistribution(stack, latchkey, `${id}Distribution`));
    }
    expect(() => templateOf(stack)).toThrow(/audience \(same\) is that of Test\/Other too/);
  });

  test('a distribution: both have their session in the same cookie', () => {
    const stack = emptyStack();
    const { docs, team } = twoAudiences(stack);
    const distribution = addDistribution(stack, docs, 'Distribution');
    docs.addDistribution(distribution);
    team.addDistribution(addDistribution(stack, team, 'TeamDistribution'));
    const { origin, ...behavior } = team.authBehavior();
    distribution.addBehavior('/team/*', origin, behavior);
    expect(() => templateOf(stack)).toThrow(
      /the behavior \/team\/\* is protected by another deployment/,
    );
  });
});
