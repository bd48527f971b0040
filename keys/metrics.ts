/**
 * What the daily run tells CloudWatch, in the embedded metric format: one line of the log.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricNamespace = 'Latchkey';

/** The one dimension: which deployment. */
export const metricDimension = 'audience';

/** Each metric and its unit. */
export const metrics = {
  /** How long the signing key has been signing. */
  SigningKeyAge: 'Seconds',
  /** 1 while a rotation has begun and not ended. */
  RotationPending: 'Count',
  /** Between secret and store, as they were found. */
  Differences: 'Count',
  StoreSize: 'Bytes',
  /** Entries that still mean something. */
  Revocations: 'Count',
} as const;

export type MetricName = keyof typeof metrics;
export type MetricValues = Readonly<Record<MetricName, number>>;

/** @param now seconds since 1970 */
export function metricLine(audience: string, values: MetricValues, now: number): string {
  return JSON.stringify({
    _aws: {
      Timestamp: now * 1000,
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace,
          Dimensions: [[metricDimension]],
          Metrics: Object.entries(metrics).map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    [metricDimension]: audience,
    ...values,
  });
}
