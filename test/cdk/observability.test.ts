import { describe, expect, test } from '@jest/globals';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { refusals } from '../../cdk/exchange-metrics.ts';
import type { ObservabilityOptions } from '../../cdk/observability.ts';
import type { MetricName } from '../../keys/metrics.ts';
import { scenarios } from './scenarios.ts';
import {
  alarmsIn,
  emptyStack,
  protectedStack,
  resourcesOf,
  templateOf,
  type CfnTemplate,
} from './stacks.ts';

const keysMetrics: readonly MetricName[] = [
  'SigningKeyAge',
  'RotationPending',
  'Differences',
  'StoreSize',
];

interface ShownMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly region: unknown;
}

/** The metrics of a dashboard's graphs. */
function shownIn(template: CfnTemplate): ShownMetric[] {
  const [[, { DashboardBody } = {}] = []] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const [, pieces] = (DashboardBody as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  // A reference stands in for a name: the text around it is JSON.
  const body = pieces.map((piece) => (typeof piece === 'string' ? piece : 'ref')).join('');
  const { widgets } = JSON.parse(body) as {
    widgets: { properties: { region: string; metrics: unknown[][] } }[];
  };
  return widgets.flatMap(({ properties }) =>
    properties.metrics.map(([namespace, name, ...rest]) => {
      const pairs = rest.filter((part) => typeof part === 'string');
      const options = rest.find((part) => typeof part === 'object') as { region?: string };
      return {
        namespace: String(namespace),
        name: String(name),
        dimensions: Object.fromEntries(
          pairs.flatMap((key, at) => (at % 2 === 0 ? [[key, pairs[at + 1]]] : [])),
        ),
        region: options?.region ?? properties.region,
      };
    }),
  );
}

describe('the dashboard', () => {
  const template = templateOf(scenarios['a dashboard and alarms']!().stack);
  const shown = shownIn(template);
  const named = (name: string) => shown.filter((metric) => metric.name === name);

  test('counts sign-ins, refreshes and every reason of a refusal', () => {
    for (const name of ['SignIns', 'Refreshes', 'Exchanges', 'Failures']) {
      expect(named(name)).toEqual([
        { namespace: 'Latchkey', name, dimensions: { audience: 'test' }, region: 'ref' },
      ]);
    }
    expect(named('Refusals').map(({ dimensions }) => dimensions['verdict'])).toEqual([...refusals]);
  });

  test('reads CloudFront’s metrics where they are', () => {
    const edge = shown.filter(({ namespace }) => namespace === 'AWS/CloudFront');
    expect(edge.map(({ name }) => name)).toEqual([
      'FunctionInvocations',
      'FunctionExecutionErrors',
      'FunctionValidationErrors',
      'FunctionThrottles',
      'FunctionComputeUtilization',
    ]);
    const [[, { Name } = {}] = []] = resourcesOf(template, 'AWS::CloudFront::Function');
    for (const { region, dimensions } of edge) {
      expect(region).toBe('us-east-1');
      expect(dimensions).toEqual({ FunctionName: Name, Region: 'Global' });
    }
  });

  test('shows what the keys Lambda says', () => {
    for (const name of keysMetrics) {
      expect(named(name)).toMatchObject([
        { namespace: 'Latchkey', dimensions: { audience: 'test' } },
      ]);
    }
  });

  test('is not made unless it is asked for', () => {
    const types = (observability: boolean | ObservabilityOptions) =>
      Object.values(templateOf(protectedStack({ observability }).stack).Resources)
        .map(({ Type }) => Type)
        .filter((type) => /CloudWatch|SNS|MetricFilter/.test(type));
    expect(types(false)).toEqual([]);
    expect(new Set(types({ alarms: false }))).toEqual(
      new Set(['AWS::Logs::MetricFilter', 'AWS::CloudWatch::Dashboard']),
    );
    expect(types({ dashboard: false })).not.toContain('AWS::CloudWatch::Dashboard');
  });
});

test('every metric that is counted is counted of the token exchange’s own log', () => {
  const template = templateOf(scenarios['a dashboard and alarms']!().stack);
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter').map(([, filter]) => filter);
  expect(filters).toHaveLength(5);
  for (const { LogGroupName } of filters) {
    expect(JSON.stringify(LogGroupName)).toMatch(/TokenExchangeFunctionLogs/);
  }
  expect(filters[0]).toMatchObject({
    FilterPattern: '{ $.outcome = "signed-in" }',
    MetricTransformations: [
      {
        MetricNamespace: 'Latchkey',
        MetricName: 'SignIns',
        MetricValue: '1',
        Dimensions: [{ Key: 'audience', Value: '$.audience' }],
      },
    ],
  });
  // CloudWatch takes 1,024 characters.
  for (const { FilterPattern } of filters) {
    expect(String(FilterPattern).length).toBeLessThanOrEqual(1024);
  }
});

describe('the alarms', () => {
  const template = templateOf(scenarios['a dashboard and alarms']!().stack);
  const alarms = alarmsIn(template);
  const [[topicId] = []] = resourcesOf(template, 'AWS::SNS::Topic');

  test('each go to the topic, and say what they mean', () => {
    expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual(
      [
        ...keysMetrics,
        'ApproximateAgeOfOldestMessage',
        'ApproximateNumberOfMessagesVisible',
        'Errors',
        'Failures',
        'Throttles',
      ].sort(),
    );
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ AlarmActions: [{ Ref: topicId }] });
      expect(alarm['AlarmDescription']).toMatch(/^Latchkey: ./);
    }
  });

  test('hear of a key that is too old, and of a Lambda that says nothing of it', () => {
    const alarm = alarms.find(({ MetricName }) => MetricName === 'SigningKeyAge');
    expect(alarm).toMatchObject({
      Threshold: 1_209_600,
      TreatMissingData: 'missing',
      InsufficientDataActions: [{ Ref: topicId }],
    });
  });

  test('may publish to the topic that is made, and nobody without TLS', () => {
    const [[, { PolicyDocument } = {}] = []] = resourcesOf(template, 'AWS::SNS::TopicPolicy');
    expect(PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
        },
      ],
    });
  });

  test('go to the topic that is named, and to an address', () => {
    const everything = templateOf(scenarios['everything on']!().stack);
    expect(resourcesOf(everything, 'AWS::SNS::Topic')).toEqual([]);
    for (const { AlarmActions } of alarmsIn(everything)) {
      expect(AlarmActions).toEqual(['arn:aws:sns:eu-west-1:123456789012:alarms']);
    }
    expect(resourcesOf(everything, 'AWS::SNS::Subscription')[0]?.[1]).toMatchObject({
      Protocol: 'email',
      Endpoint: 'operator@example.com',
    });
  });

  test('of one region tell no topic of another', () => {
    const stack = emptyStack();
    const alarmTopic = Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:us-east-1:123456789012:t');
    expect(() => protectedStack({ observability: { alarmTopic } }, stack)).toThrow(
      /alarmTopic is in us-east-1, and an alarm in eu-west-1/,
    );
    expect(() => protectedStack({ observability: { alarmEmail: 'nobody' } })).toThrow(
      /alarmEmail \(nobody\) is no e-mail address/,
    );
  });
});
