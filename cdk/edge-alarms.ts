import { Stack } from 'aws-cdk-lib';
import { Alarm, TreatMissingData, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ConfigError } from '../functions/compile/compile.ts';
import { AlarmTopic, checkAlarmOptions, type AlarmOptions } from './alarm-topic.ts';
import { checkStackRegion } from './check.ts';
import { functionMetric, serverErrorRate } from './edge-metrics.ts';

export interface EdgeAlarmsProps extends AlarmOptions {
  /** The CloudFront Function's: the output `EdgeFunctionName` of the deployment. */
  readonly functionName: string;
  /** Distributions whose errors are watched as well. @default none */
  readonly distributionIds?: readonly string[];
}

/**
 * Alarms on what happens at the edges, for a stack in us-east-1: CloudFront's metrics are nowhere
 * else, and no alarm sees another region's.
 *
 * ```ts
 * const alarms = new Stack(app, 'Alarms', { env: { account, region: 'us-east-1' } });
 * new EdgeAlarms(alarms, 'Edge', { functionName: 'eu-west-1DocsEdgeAuthorize', alarmEmail });
 * ```
 */
export class EdgeAlarms extends Construct {
  readonly #topic: AlarmTopic;

  /** @throws {ConfigError} in any other region */
  constructor(scope: Construct, id: string, props: EdgeAlarmsProps) {
    super(scope, id);
    const { functionName, distributionIds = [] } = props;
    const faults = [
      ...checkStackRegion('EdgeAlarms', Stack.of(this).region),
      ...checkAlarmOptions(Stack.of(this).region, props),
    ];
    if (faults.length > 0) throw new ConfigError(faults, EdgeAlarms);
    this.#topic = new AlarmTopic(this, 'Topic', props);

    const ofFunction = (name: Parameters<typeof functionMetric>[0]) =>
      functionMetric(name, functionName);
    this.alarm('Errors', ofFunction('FunctionExecutionErrors'), 'visitors get 503');
    this.alarm('Invalid', ofFunction('FunctionValidationErrors'), 'visitors get 502');
    this.alarm('Throttles', ofFunction('FunctionThrottles'), 'visitors get 503');
    this.alarm('Utilization', ofFunction('FunctionComputeUtilization'), 'it takes too long', 70);
    distributionIds.forEach((distributionId, index) => {
      const what = `the distribution ${distributionId} answers with errors`;
      this.alarm(`Distribution${index + 1}`, serverErrorRate(distributionId), what, 5);
    });
  }

  /** @param threshold the least that is too much, for a quarter of an hour; 1: at all */
  private alarm(id: string, metric: Metric, what: string, threshold = 1): void {
    const periods = threshold === 1 ? 1 : 3;
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: `Latchkey's edge function or what is behind it: ${what}`,
      threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.#topic.tell(alarm);
  }
}
