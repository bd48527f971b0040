/**
 * Counts what the token exchange logs. Metric filters cost nothing by themselves, add nothing to the
 * log and nothing to the time a sign-in takes; the metrics cost the same however they are made.
 */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricDimension, metricNamespace } from '../keys/metrics.ts';
import type { Reason } from '../session/reasons.ts';

/** What a line of the log has to say to be counted: each field one of these. */
export interface CountedLine {
  readonly metric: string;
  readonly where: Readonly<Record<string, readonly string[]>>;
  /** A field of the line that counts apart by its value. */
  readonly by?: string;
}

/** The verdicts that bring a visitor to the sign-in. All of them: a metric each is paid for. */
export const refusals = [
  'none',
  'malformed',
  'unknown-key',
  'bad-mac',
  'expired',
  'signed-out',
  'revoked',
  'unavailable',
] as const satisfies readonly Reason[];

export const countedLines = {
  signIns: { metric: 'SignIns', where: { outcome: ['signed-in'] } },
  refreshes: { metric: 'Refreshes', where: { outcome: ['refreshed'] } },
  exchanges: { metric: 'Exchanges', where: { outcome: ['exchanged'] } },
  failures: { metric: 'Failures', where: { level: ['error'] } },
  refusals: {
    metric: 'Refusals',
    where: { endpoint: ['login'], verdict: refusals },
    by: 'verdict',
  },
} as const satisfies Readonly<Record<string, CountedLine>>;

export interface ExchangeMetricsProps {
  readonly audience: string;
  readonly logGroup: ILogGroup;
}

/** What the token exchange does, in numbers: each metric is a count of lines. */
export class ExchangeMetrics extends Construct {
  readonly #audience: string;

  constructor(scope: Construct, id: string, { audience, logGroup }: ExchangeMetricsProps) {
    super(scope, id);
    this.#audience = audience;
    for (const { metric, where, by } of Object.values<CountedLine>(countedLines)) {
      new MetricFilter(this, metric, {
        logGroup,
        metricNamespace,
        metricName: metric,
        metricValue: '1',
        filterPattern: FilterPattern.all(
          ...Object.entries(where).map(([field, values]) =>
            FilterPattern.any(
              ...values.map((value) => FilterPattern.stringValue(`$.${field}`, '=', value)),
            ),
          ),
        ),
        dimensions: {
          [metricDimension]: `$.${metricDimension}`,
          ...(by !== undefined && { [by]: `$.${by}` }),
        },
      });
    }
  }

  /** A count in five minutes. */
  count(name: Exclude<keyof typeof countedLines, 'refusals'>): Metric {
    return this.metric(countedLines[name].metric);
  }

  /** Visitors that the edge sent to the sign-in, by what it said of their session. */
  refusalsByReason(): Metric[] {
    const { metric, by } = countedLines.refusals;
    return refusals.map((reason) => this.metric(metric, { [by]: reason }).with({ label: reason }));
  }

  private metric(metricName: string, more: Record<string, string> = {}): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { [metricDimension]: this.#audience, ...more },
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
  }
}
