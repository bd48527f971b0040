/** The metrics of a deployment, as dashboard and alarms read them. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metricDimension, metricNamespace, type MetricName } from '../keys/metrics.ts';
import { functionMetric } from './edge-metrics.ts';
import { ExchangeMetrics } from './exchange-metrics.ts';
import type { Latchkey } from './latchkey.ts';
import { cloudFrontRegion } from './names.ts';

export type DeploymentMetrics = ReturnType<typeof deploymentMetrics>;

/** @param scope gets the filters that count the log of the token exchange */
export function deploymentMetrics(scope: Construct, latchkey: Latchkey, audience: string) {
  const { tokenExchange, edge, signOuts } = latchkey;
  const lambda = tokenExchange.function;
  const period = Duration.minutes(5);
  const log = new ExchangeMetrics(scope, 'Exchange', { audience, logGroup: lambda.logGroup });
  const atEdge = (name: Parameters<typeof functionMetric>[0], label: string) =>
    functionMetric(name, edge.function.functionName, { region: cloudFrontRegion }).with({ label });
  return {
    exchange: {
      signIns: log.count('signIns'),
      refreshes: log.count('refreshes'),
      exchanges: log.count('exchanges'),
      failures: log.count('failures'),
      refusals: log.refusalsByReason(),
      errors: lambda.metricErrors({ period }),
      throttles: lambda.metricThrottles({ period }),
      median: lambda.metricDuration({ period, statistic: 'p50', label: 'half, ms' }),
      slowest: lambda.metricDuration({ period, statistic: 'p99', label: '99 of 100, ms' }),
    },
    edge: {
      invocations: atEdge('FunctionInvocations', 'requests'),
      executionErrors: atEdge('FunctionExecutionErrors', 'errors (503)'),
      validationErrors: atEdge('FunctionValidationErrors', 'invalid answers (502)'),
      throttles: atEdge('FunctionThrottles', 'throttled (503)'),
      utilization: atEdge('FunctionComputeUtilization', 'percent of the allowance'),
    },
    keys: {
      signingKeyAge: keysMetric('SigningKeyAge', audience),
      rotationPending: keysMetric('RotationPending', audience),
      differences: keysMetric('Differences', audience),
      storeSize: keysMetric('StoreSize', audience),
    },
    signOuts: signOuts && {
      age: signOuts.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      deadLetters: signOuts.deadLetters.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: 'Maximum',
      }),
    },
  };
}

/** Said once a day at least. */
function keysMetric(metricName: MetricName, audience: string): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { [metricDimension]: audience },
    statistic: 'Maximum',
    period: Duration.days(1),
  });
}
