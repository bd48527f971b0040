import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { maxStoreSize } from '../keys/edge-store.ts';
import { defaults } from '../session/lifetimes.ts';
import { AlarmTopic, type AlarmOptions } from './alarm-topic.ts';
import type { DeploymentMetrics } from './deployment-metrics.ts';

export interface AlarmsProps extends AlarmOptions {
  readonly metrics: DeploymentMetrics;
  /** How often the signing key changes, in seconds. @default 7 days */
  readonly rotationInterval?: number;
}

interface Limit {
  readonly metric: Metric;
  /** What it means, for whoever is woken by it. */
  readonly because: string;
  /** The least that is too much. @default 1 */
  readonly from?: number;
  /** For how many periods running. @default 1 */
  readonly periods?: number;
}

/** In bytes; the last fifth is time to act. */
const storeLimit = maxStoreSize * 0.8;

/** What a deployment's operator has to hear of, in the deployment's own region. */
export class Alarms extends Construct {
  readonly topic: AlarmTopic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new AlarmTopic(this, 'Topic', props);
    const { metrics, rotationInterval = defaults.rotationInterval } = props;
    const { exchange, keys, signOuts } = metrics;
    this.alarm('ExchangeErrors', {
      metric: exchange.errors,
      because: 'the token exchange breaks off or takes too long: people cannot sign in',
    });
    this.alarm('ExchangeThrottles', {
      metric: exchange.throttles,
      because: 'the token exchange has no concurrency left: people cannot sign in',
    });
    this.alarm('Failures', {
      metric: exchange.failures,
      because: 'the token exchange answers with 5xx: something that it depends on fails',
      from: 5,
    });
    const age = this.alarm('SigningKeyAge', {
      metric: keys.signingKeyAge,
      because: 'the signing key is older than two rotations: they fail, or do not begin',
      from: 2 * rotationInterval,
    });
    // Said once a day: where it is not, the Lambda that looks after the keys does not run.
    age.addInsufficientDataAction(new SnsAction(this.topic.topic));
    this.alarm('RotationPending', {
      metric: keys.rotationPending,
      because: 'a rotation has begun and does not finish',
      periods: 2,
    });
    this.alarm('Differences', {
      metric: keys.differences,
      because: 'secret and store differ again after a repair: somebody else writes there',
      periods: 2,
    });
    this.alarm('StoreSize', {
      metric: keys.storeSize,
      because: 'the store is almost full: there will be no room for ended sessions',
      from: storeLimit,
    });
    if (!signOuts) return;
    this.alarm('SignOutsLate', {
      metric: signOuts.age,
      because: 'sign-outs wait: sessions that were ended go on at the edges',
      from: Duration.minutes(5).toSeconds(),
    });
    this.alarm('SignOutsLost', {
      metric: signOuts.deadLetters,
      because: 'sign-outs could not be written: those sessions run on until they expire',
    });
  }

  private alarm(id: string, { metric, because, from = 1, periods = 1 }: Limit): Alarm {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: `Latchkey: ${because}`,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData:
        id === 'SigningKeyAge' ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
    this.topic.tell(alarm);
    return alarm;
  }
}
