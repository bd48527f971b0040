import { Stack, Token } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Who hears of alarms. */
export interface AlarmOptions {
  /** In the alarms' own region. @default a topic is made */
  readonly alarmTopic?: ITopic;
  /** Is asked to confirm, and told from then on. @default nobody is subscribed */
  readonly alarmEmail?: string;
}

/**
 * What is wrong with them.
 *
 * @param region where the alarms are to stand
 * @param where what comes before their names: `observability.`
 */
export function checkAlarmOptions(region: string, options: AlarmOptions, where = ''): string[] {
  const { alarmTopic, alarmEmail } = options;
  const there = alarmTopic?.env.region;
  const isElsewhere =
    there !== undefined &&
    !Token.isUnresolved(there) &&
    !Token.isUnresolved(region) &&
    there !== region;
  return [
    ...(isElsewhere
      ? [
          `${where}alarmTopic is in ${there}, and an alarm in ${region} can tell topics of its own region only`,
        ]
      : []),
    ...(alarmEmail === undefined || Token.isUnresolved(alarmEmail) || /^\S+@\S+$/.test(alarmEmail)
      ? []
      : [`${where}alarmEmail (${alarmEmail}) is no e-mail address`]),
  ];
}

/** The topic that alarms go to. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { alarmTopic, alarmEmail }: AlarmOptions) {
    super(scope, id);
    this.topic = alarmTopic ?? this.makeTopic();
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }

  /** Tells of the alarm, and of its end. */
  tell(alarm: Alarm): void {
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  private makeTopic(): ITopic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A policy of its own takes the place of the one that lets the account's alarms publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic;
  }
}
