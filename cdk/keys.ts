import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { seedSettingsVariable, unseededMark, type SeedSettings } from '../keys/seed-settings.ts';
import { acknowledge } from './acknowledge.ts';
import { bundledFunction, type LambdaOptions } from './lambda.ts';

export interface KeysProps extends LambdaOptions {
  readonly audience: string;
  readonly store: IKeyValueStore;
  /** Encrypts the root ring. @default AWS's own key */
  readonly encryptionKey?: IKey;
}

/**
 * The root key ring, and what gives a new deployment its first keys within the deploy. The keys
 * are made in AWS: no template, output or log ever has one.
 */
export class Keys extends Construct {
  /** Holds the root ring. Whoever reads it can forge every session of the deployment. */
  readonly ringSecret: Secret;

  constructor(scope: Construct, id: string, props: KeysProps) {
    super(scope, id);
    const { audience, store, encryptionKey } = props;
    const secret = new Secret(this, 'RootRing', {
      description: `Latchkey ${audience}: the root key ring`,
      // A key without its deployment is only a risk.
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
      // CloudFormation would make up another value if this ever changed.
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: unseededMark },
    });
    acknowledge(secret, {
      SMG4: 'A ring holds several keys and must agree with the store that the edges read; Secrets Manager has no rotation for it of its own, and one key changes without ending sessions only in steps.',
    });
    this.ringSecret = secret;

    const settings: SeedSettings = {
      audience,
      keyValueStore: store.keyValueStoreArn,
      ringSecret: secret.secretArn,
    };
    const seed = bundledFunction(this, 'Seed', {
      options: props,
      bundle: 'seed',
      description: `Latchkey ${audience}: the first keys, within the deploy`,
      environment: { [seedSettingsVariable]: Stack.of(this).toJsonString(settings) },
      memorySize: 256,
      timeout: Duration.minutes(1),
    });
    const allow = (service: string, actions: readonly string[], resource: string) =>
      seed.addToRolePolicy(
        new PolicyStatement({
          actions: actions.map((action) => `${service}:${action}`),
          resources: [resource],
        }),
      );
    allow('secretsmanager', ['GetSecretValue', 'PutSecretValue'], secret.secretArn);
    encryptionKey?.grant(seed, 'kms:Decrypt', 'kms:GenerateDataKey');
    allow(
      'cloudfront-keyvaluestore',
      ['DescribeKeyValueStore', 'GetKey', 'ListKeys', 'PutKey'],
      store.keyValueStoreArn,
    );
    const trigger = new Trigger(this, 'SeedOnDeploy', { handler: seed });
    trigger.executeAfter(secret, store, seed);
    acknowledgeProvider(Stack.of(this));
  }
}

/** The provider of `Trigger` is aws-cdk-lib's, one for a stack. */
function acknowledgeProvider(stack: Stack): void {
  const provider = stack.node.tryFindChild(triggerProviderId);
  if (!provider) return;
  acknowledge(provider, {
    IAM4: "aws-cdk-lib's own provider of triggers, which runs in a deploy only.",
    L1: "aws-cdk-lib's own provider of triggers, whose runtime aws-cdk-lib chooses.",
  });
}

/** The construct under a stack that runs its triggers. */
export const triggerProviderId = 'AWSCDK.TriggerCustomResourceProviderCustomResourceProvider';
