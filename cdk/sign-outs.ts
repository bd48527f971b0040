import { Duration, Stack } from 'aws-cdk-lib';
import type { IKeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { signOutsSettingsVariable, type SignOutsSettings } from '../keys/settings.ts';
import { signOutBatching } from '../session/lifetimes.ts';
import { bundledFunction, type LambdaOptions } from './lambda.ts';

export interface SignOutsProps extends LambdaOptions {
  readonly audience: string;
  readonly store: IKeyValueStore;
  /** Seconds; may be known only when the app is synthesized. */
  readonly maxAge: number;
  /** Encrypts the queue. @default SQS's own key */
  readonly encryptionKey?: IKey;
  /**
   * Whether the writer reserves the one concurrency that makes it the only one. An account that is
   * too new to reserve any has two writers instead, which do not lose each other's work.
   *
   * @default true
   */
  readonly reserveWriter?: boolean;
}

/** How long one batch may take. */
const timeout = Duration.seconds(20);

/** Tells the edges of sign-outs: a queue, and one writer that drains it many at a time. */
export class SignOuts extends Construct {
  readonly queue: IQueue;
  /** Where messages end that could not be written for hours. */
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: SignOutsProps) {
    super(scope, id);
    const { audience, store, maxAge, encryptionKey, reserveWriter = true } = props;
    const encryption = encryptionKey
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
      : { encryption: QueueEncryption.SQS_MANAGED };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...encryption,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const queue = new Queue(this, 'Queue', {
      ...encryption,
      enforceSSL: true,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      // While the one writer is busy, what its poller brings counts as received too.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 100 },
    });
    this.queue = queue;

    const settings: SignOutsSettings = {
      audience,
      keyValueStore: store.keyValueStoreArn,
      maxAge,
    };
    const writer = bundledFunction(this, 'Writer', {
      options: props,
      bundle: 'sign-outs',
      description: `Latchkey ${audience}: tells the edges of sign-outs`,
      environment: { [signOutsSettingsVariable]: Stack.of(this).toJsonString(settings) },
      memorySize: 512,
      timeout,
      ...(reserveWriter && { reservedConcurrentExecutions: 1 }),
    });
    writer.addToRolePolicy(
      new PolicyStatement({
        actions: ['DescribeKeyValueStore', 'ListKeys', 'UpdateKeys'].map(
          (action) => `cloudfront-keyvaluestore:${action}`,
        ),
        resources: [store.keyValueStoreArn],
      }),
    );
    writer.addEventSource(
      new SqsEventSource(queue, {
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(signOutBatching),
        reportBatchItemFailures: true,
        ...(!reserveWriter && { maxConcurrency: 2 }),
      }),
    );
  }
}
