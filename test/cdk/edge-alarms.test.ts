import { describe, expect, test } from '@jest/globals';
import { App, type Stack } from 'aws-cdk-lib';
import { EdgeAlarms } from '../../cdk/edge-alarms.ts';
import { addSite, type SiteConfig } from '../../cdk/site-app.ts';
import { scenarios } from './scenarios.ts';
import {
  alarmsIn,
  emptyStack,
  europe,
  resourcesOf,
  rules,
  templateOf,
  virginia,
} from './stacks.ts';

describe('the alarms at the edges', () => {
  test('watch the function and the distributions', () => {
    const alarms = alarmsIn(templateOf(scenarios['alarms at the edges']!().stack));
    expect(
      alarms.map(({ MetricName, Threshold, EvaluationPeriods }) => [
        MetricName,
        Threshold,
        EvaluationPeriods,
      ]),
    ).toEqual([
      ['FunctionExecutionErrors', 1, 1],
      ['FunctionValidationErrors', 1, 1],
      ['FunctionThrottles', 1, 1],
      ['FunctionComputeUtilization', 70, 3],
      ['5xxErrorRate', 5, 3],
    ]);
    for (const alarm of alarms) expect(alarm).not.toHaveProperty('Metrics');
  });

  test.each<[string, Stack]>([
    ['eu-west-1', emptyStack()],
    ['no named region', emptyStack({})],
  ])('cannot stand in %s', (region, stack) => {
    expect(() => new EdgeAlarms(stack, 'EdgeAlarms', { functionName: 'x' })).toThrow(
      `EdgeAlarms can be made by a stack in us-east-1 only, and this one is in ${region}`,
    );
  });

  const config: SiteConfig = {
    stackName: 'docs',
    env: europe.env!,
    site: () => ({ audience: 'docs', rules, directory: 'web/site' }),
    edgeAlarms: { alarmEmail: 'operator@example.com' },
  };

  test('are a stack beside the site’s, which names the function as it is called', () => {
    const app = new App({ builtinCloudFormationValidation: false });
    addSite(app, config);
    const [site, edge] = app.node.children as Stack[];
    expect(edge?.region).toBe(virginia.env?.region);
    expect(edge?.account).toBe(site?.account);
    const [[, { Name } = {}] = []] = resourcesOf(templateOf(site!), 'AWS::CloudFront::Function');
    expect(Name).toMatch(/^eu-west-1\w+$/);
    const [alarm] = alarmsIn(templateOf(edge!));
    expect(alarm?.['Dimensions']).toContainEqual({ Name: 'FunctionName', Value: Name });
    expect(edge?.dependencies).toEqual([]);
  });

  test('need to know the region of the function', () => {
    const app = new App({ builtinCloudFormationValidation: false });
    const { env: _env, ...nowhere } = config;
    expect(() => addSite(app, nowhere)).toThrow(/edgeAlarms need a named region/);
  });
});
