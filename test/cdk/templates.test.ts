import { afterAll, describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { scenarios, type Scenario } from './scenarios.ts';
import { checkTemplate, referencesIn } from './spec.ts';
import { emptyStack, resourcesOf, templateOf, type CfnTemplate } from './stacks.ts';

interface Behavior {
  readonly FunctionAssociations: [{ readonly FunctionARN: unknown }];
}

const made = new Map<string, Scenario & { readonly template: CfnTemplate }>();
afterAll(() => made.clear());

/** Synthesized once for all that is asked of it. */
function synthesized(name: string) {
  const known = made.get(name);
  if (known) return known;
  const scenario = scenarios[name]!();
  const synthesis = { ...scenario, template: templateOf(scenario.stack) };
  made.set(name, synthesis);
  return synthesis;
}

describe.each(Object.keys(scenarios))('%s', (name) => {
  test('is what AWS describes', () => {
    expect(checkTemplate(synthesized(name).template)).toEqual([]);
  });

  test('holds the rules of AwsSolutions', () => {
    const { ours } = synthesized(name);
    expect(brokenRules(ours)).toEqual([]);
  });

  test('has no circle', () => {
    expect(circleIn(synthesized(name).template)).toBeNull();
  });

  test('holds neither keys nor secrets', () => {
    const { template } = synthesized(name);
    for (const [, properties] of resourcesOf(template, 'AWS::SecretsManager::Secret')) {
      expect(properties).not.toHaveProperty('SecretString');
    }
    const text = JSON.stringify(template);
    // A provider's secret is referred to by whoever brings the provider; nothing else is.
    const others = Object.values(template.Resources).filter(
      ({ Type }) => Type !== 'AWS::Cognito::UserPoolIdentityProvider',
    );
    expect(JSON.stringify(others).includes('{{resolve:')).toBe(false);
    expect(JSON.stringify(template.Outputs ?? {}).includes('{{resolve:')).toBe(false);
    expect(text).not.toMatch(/ [a-z0-9]{1,8}:[\w-]{43}:/);
  });

  test('makes what is for us-east-1 there only, and nothing in a second place', () => {
    const { stack, template } = synthesized(name);
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    const there = ['AWS::WAFv2::WebACL', 'AWS::CertificateManager::Certificate'];
    if (stack.region !== 'us-east-1') {
      expect(types.filter((type) => there.includes(type))).toEqual([]);
    }
    expect(types.filter((type) => type.startsWith('Custom::CrossRegion'))).toEqual([]);
    const overEdges = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
      ([, { Namespace }]) => Namespace === 'AWS/CloudFront',
    );
    if (stack.region !== 'us-east-1') expect(overEdges).toEqual([]);
    expect(stack.node.root.node.children.filter((child) => Stack.isStack(child))).toEqual([stack]);
  });

  test('has a function before every behavior', () => {
    const { template } = synthesized(name);
    const functions = resourcesOf(template, 'AWS::CloudFront::Function').map(([id]) => ({
      'Fn::GetAtt': [id, 'FunctionARN'],
    }));
    for (const [, properties] of resourcesOf(template, 'AWS::CloudFront::Distribution')) {
      const config = properties['DistributionConfig'] as {
        DefaultCacheBehavior: Behavior;
        CacheBehaviors: Behavior[];
      };
      for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
        expect(behavior).toMatchObject({
          ViewerProtocolPolicy: 'redirect-to-https',
          FunctionAssociations: [{ EventType: 'viewer-request' }],
        });
        const [{ FunctionARN }] = behavior.FunctionAssociations;
        expect(functions).toContainEqual(FunctionARN);
      }
    }
  });
});

function brokenRules(scope: IConstruct): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(scope);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

test('a broken rule is found', () => {
  const stack = emptyStack();
  new Bucket(stack, 'Bucket');
  expect(brokenRules(stack)).toContain('AwsSolutions-S10 Test/Bucket/Resource');
});

/** The ids of a circle of references or dependencies, or `null`. */
function circleIn({ Resources }: CfnTemplate): string[] | null {
  const needs = new Map(
    Object.entries(Resources).map(([id, resource]) => [
      id,
      [
        ...referencesIn(resource).map((reference) => reference.id),
        ...[resource.DependsOn ?? []].flat(),
      ],
    ]),
  );
  const done = new Set<string>();
  const walk = (id: string, way: string[]): string[] | null => {
    if (way.includes(id)) return [...way, id];
    if (done.has(id)) return null;
    for (const next of needs.get(id) ?? []) {
      const circle = walk(next, [...way, id]);
      if (circle) return circle;
    }
    done.add(id);
    return null;
  };
  for (const id of needs.keys()) {
    const circle = walk(id, []);
    if (circle) return circle;
  }
  return null;
}

test('a circle is found', () => {
  const Type = 'Custom::Any';
  const template: CfnTemplate = {
    Resources: {
      A: { Type, Properties: { Of: { 'Fn::Join': ['', ['x', { 'Fn::GetAtt': ['B', 'Arn'] }]] } } },
      B: { Type, DependsOn: ['C'] },
      C: { Type, Properties: { Of: [{ Ref: 'A' }] } },
    },
  };
  expect(circleIn(template)).toEqual(['A', 'B', 'C', 'A']);
});
