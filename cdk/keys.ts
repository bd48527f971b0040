import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { unseededMark } from '../keys/first-keys.ts';
import { seedSettingsVariable, type SeedSettings } from '../keys/settings.ts';
import { acknowledge } from './acknowledge.ts';
import { bundledFunction } from './lambda.ts';
import { Rotation, type RotationProps } from './rotation.ts';

export type KeysProps = Omit<RotationProps, 'secret'>;

/**
 * The root key ring, what rotates it, and what gives a new deployment its first keys within the
 * deploy. The keys are made in AWS: no template, output or log ever has one.
 */
export class Keys extends Construct {
  /** Holds the root ring. Whoever reads it can forge every session of the deployment. */
  readonly ringSecret: Secret;
  readonly rotation: Rotation;

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
    allow(
      'secretsmanager',
      ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
      secret.secretArn,
    );
    encryptionKey?.grant(seed, 'kms:Decrypt', 'kms:GenerateDataKey');
    allow(
      'cloudfront-keyvaluestore',
      ['DescribeKeyValueStore', 'GetKey', 'ListKeys', 'UpdateKeys'],
      store.keyValueStoreArn,
    );
    const trigger = new Trigger(this, 'SeedOnDeploy', { handler: seed });
    trigger.executeAfter(secret, store, seed);
    this.rotation = new Rotation(this, 'Rotation', { ...props, secret });
    // Setting it up tries it, which takes a ring.
    this.rotation.schedule.node.addDependency(trigger);
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
