/**
 * What CloudFront measures. Its metrics are in us-east-1 only: a dashboard shows them anywhere, an
 * alarm on them stands there.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** The names of a CloudFront Function's metrics, and the only statistic that each has. */
const functionMetrics = {
  FunctionInvocations: 'Sum',
  FunctionExecutionErrors: 'Sum',
  FunctionValidationErrors: 'Sum',
  FunctionThrottles: 'Sum',
  /** Percent of the time that a function may take. */
  FunctionComputeUtilization: 'Average',
} as const;

export function functionMetric(
  name: keyof typeof functionMetrics,
  functionName: string,
  options: { readonly region?: string } = {},
): Metric {
  const dimensions = { FunctionName: functionName };
  return edgeMetric(name, functionMetrics[name], dimensions, options);
}

/** Percent of a distribution's answers that are errors of its origin or of the edge. */
export function serverErrorRate(distributionId: string): Metric {
  return edgeMetric('5xxErrorRate', 'Average', { DistributionId: distributionId }, {});
}

function edgeMetric(
  metricName: string,
  statistic: string,
  dimensions: Record<string, string>,
  { region }: { readonly region?: string },
): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { ...dimensions, Region: 'Global' },
    statistic,
    period: Duration.minutes(5),
    ...(region !== undefined && { region }),
  });
}
