import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  PeriodOverride,
  type GraphWidgetProps,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmOptions } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { deploymentMetrics, type DeploymentMetrics } from './deployment-metrics.ts';
import type { Latchkey } from './latchkey.ts';
import { cloudFrontRegion, globalName } from './names.ts';

export interface ObservabilityOptions extends AlarmOptions {
  /** Whether there is a dashboard; an account has three for free. @default true */
  readonly dashboard?: boolean;
  /** Whether there are alarms, and a topic that they go to. @default true */
  readonly alarms?: boolean;
}

export interface ObservabilityProps extends ObservabilityOptions {
  readonly latchkey: Latchkey;
  readonly audience: string;
  /** How often the signing key changes, in seconds. @default 7 days */
  readonly rotationInterval?: number;
}

/** What a deployment shows of itself: a dashboard, and alarms in its own region. */
export class Observability extends Construct {
  readonly dashboard: Dashboard | null;
  /** For alarms at the edges see `EdgeAlarms`. */
  readonly alarms: Alarms | null;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const metrics = deploymentMetrics(this, props.latchkey, props.audience);
    this.alarms = props.alarms === false ? null : new Alarms(this, 'Alarms', { ...props, metrics });
    this.dashboard = props.dashboard === false ? null : this.makeDashboard(metrics);
  }

  private makeDashboard({ exchange, edge, keys, signOuts }: DeploymentMetrics): Dashboard {
    const { signIns, refreshes, exchanges, failures, errors, throttles } = exchange;
    const days = { period: Duration.days(1), width: 12 };
    const widgets = [
      graph('Signing in', [signIns, refreshes, exchanges, failures]),
      graph('Sent to the sign-in, by reason', exchange.refusals, { stacked: true }),
      graph('Token exchange: what went wrong', [errors, throttles]),
      graph('Token exchange: how long', [exchange.median, exchange.slowest]),
      graph('Edge function: requests', [edge.invocations], { region: cloudFrontRegion }),
      graph(
        'Edge function: what went wrong',
        [edge.executionErrors, edge.validationErrors, edge.throttles],
        { region: cloudFrontRegion },
      ),
      graph('Edge function: compute', [edge.utilization], { region: cloudFrontRegion }),
      ...(signOuts ? [graph('Sign-outs that wait', [signOuts.age, signOuts.deadLetters])] : []),
      graph('Age of the signing key, seconds', [keys.signingKeyAge], days),
      graph('Rotation and store', [keys.rotationPending, keys.differences], {
        ...days,
        right: [keys.storeSize],
      }),
    ];
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: globalName(this, 255),
      periodOverride: PeriodOverride.INHERIT,
    });
    for (let at = 0; at < widgets.length; at += 2)
      dashboard.addWidgets(...widgets.slice(at, at + 2));
    return dashboard;
  }
}

function graph(title: string, left: IMetric[], more: GraphWidgetProps = {}): GraphWidget {
  return new GraphWidget({ title, left, width: 12, leftYAxis: { min: 0 }, ...more });
}
