/** When the keys rotate, and who may have the keys Lambda do anything. */
import { describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { scenarios } from './scenarios.ts';
import { emptyStack, protectedStack, resourcesOf, templateOf, type CfnTemplate } from './stacks.ts';

const isKeys = (value: unknown) => /KeysRotationFunction/.test(JSON.stringify(value));

const only = (template: CfnTemplate, type: string) => {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
};

describe('the rotation', () => {
  const template = templateOf(protectedStack().stack);

  test('is weekly, and a deploy does not rotate', () => {
    const schedule = only(template, 'AWS::SecretsManager::RotationSchedule');
    expect(schedule).toMatchObject({
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(7 days)' },
    });
    expect(isKeys(schedule['RotationLambdaARN'])).toBe(true);
    expect(JSON.stringify(schedule['SecretId'])).toMatch(/LatchkeyKeysRootRing/);
  });

  test('is as often as the deployment wants', () => {
    const other = protectedStack({ rotationInterval: Duration.hours(12) }, emptyStack()).stack;
    expect(only(templateOf(other), 'AWS::SecretsManager::RotationSchedule')).toMatchObject({
      RotationRules: { ScheduleExpression: 'rate(12 hours)' },
    });
  });

  test('is set up once there is a ring to try it with', () => {
    const [, schedule] = Object.entries(template.Resources).find(
      ([, { Type }]) => Type === 'AWS::SecretsManager::RotationSchedule',
    )!;
    expect([schedule.DependsOn ?? []].flat().join()).toMatch(/SeedOnDeploy/);
    expect([schedule.DependsOn ?? []].flat().join()).toMatch(/RotatedBySecretsManager/);
  });

  test('a daily rule has the keys compared', () => {
    const rule = only(template, 'AWS::Events::Rule');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 day)', State: 'ENABLED' });
    // The event as it is, which the Lambda knows it by.
    expect(JSON.stringify(rule['Targets'])).not.toMatch(/Input/);
  });
});

/** The alarms at the edges are a stack without a deployment. */
const deployments = Object.keys(scenarios).filter((name) => name !== 'alarms at the edges');

test.each(deployments)('%s: only AWS’s two services may call it, for this', (name) => {
  const { stack } = scenarios[name]!();
  const template = templateOf(stack);
  const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
    .map(([, permission]) => permission)
    .filter(({ FunctionName }) => isKeys(FunctionName));
  const deployments = resourcesOf(template, 'AWS::SecretsManager::RotationSchedule').length;
  expect(permissions).toHaveLength(2 * deployments);
  if (deployments === 0) return;
  const by = (principal: string) =>
    permissions.find((permission) => permission['Principal'] === principal) ?? {};
  expect(by('secretsmanager.amazonaws.com')).toMatchObject({ Action: 'lambda:InvokeFunction' });
  expect(by('secretsmanager.amazonaws.com')).toHaveProperty('SourceAccount');
  expect(JSON.stringify(by('secretsmanager.amazonaws.com')['SourceArn'])).toMatch(/RootRing/);
  expect(JSON.stringify(by('events.amazonaws.com')['SourceArn'])).toMatch(/RotationDaily/);
  const urls = resourcesOf(template, 'AWS::Lambda::Url').map(([, url]) => url['TargetFunctionArn']);
  expect(urls.filter(isKeys)).toEqual([]);
});

test('the command finds the function among the outputs of the stack', () => {
  const { Outputs = {} } = templateOf(protectedStack({}, emptyStack()).stack);
  const [, output] = Object.entries(Outputs).find(([id]) => /KeysFunctionOutput/.test(id))!;
  expect(output.Value).toEqual({ Ref: expect.stringMatching(/LatchkeyKeysRotationFunction/) });
});
