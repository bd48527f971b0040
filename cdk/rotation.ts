import { Duration, Stack } from 'aws-cdk-lib';
import type { IKeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, type Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keysSettingsVariable, type KeysSettings } from '../keys/settings.ts';
import { defaults } from '../session/lifetimes.ts';
import { bundledFunction, type LambdaOptions } from './lambda.ts';

export interface RotationProps extends LambdaOptions {
  readonly audience: string;
  readonly store: IKeyValueStore;
  /** The root ring. */
  readonly secret: Secret;
  /** Encrypts the root ring. @default AWS's own key */
  readonly encryptionKey?: IKey;
  /** Where an operator's words for a user are looked up. */
  readonly userPool: IUserPool;
  /** Seconds. */
  readonly lifetimes: Pick<KeysSettings, 'sessionTtl' | 'maxAge' | 'signInAge'>;
  readonly rotationInterval: Duration;
}

/** The Lambda that rotates the keys, compares secret and store daily, and serves the operator. */
export class Rotation extends Construct {
  readonly function: Function;
  readonly schedule: CfnRotationSchedule;

  constructor(scope: Construct, id: string, props: RotationProps) {
    super(scope, id);
    this.function = this.makeFunction(props);
    this.grantNeeds(props);
    this.schedule = this.rotate(props);
    new Rule(this, 'Daily', {
      description: `Latchkey ${props.audience}: compares the keys of secret and store`,
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 2 })],
    });
  }

  private makeFunction(props: RotationProps): Function {
    const { audience, store, secret, userPool, lifetimes } = props;
    const settings: KeysSettings = {
      audience,
      keyValueStore: store.keyValueStoreArn,
      ringSecret: secret.secretArn,
      ...lifetimes,
      lead: defaults.lead,
      userPoolId: userPool.userPoolId,
    };
    return bundledFunction(this, 'Function', {
      options: props,
      bundle: 'keys',
      description: `Latchkey ${audience}: the life of the keys, and the end of sessions`,
      environment: { [keysSettingsVariable]: Stack.of(this).toJsonString(settings) },
      memorySize: 512,
      timeout: Duration.minutes(5),
    });
  }

  /** Exactly what the Lambda calls: a grant by the L2 would let it do more. */
  private grantNeeds({ secret, store, userPool, encryptionKey }: RotationProps): void {
    const allow = (service: string, actions: readonly string[], resource: string) =>
      this.function.addToRolePolicy(
        new PolicyStatement({
          actions: actions.map((action) => `${service}:${action}`),
          resources: [resource],
        }),
      );
    allow(
      'secretsmanager',
      [
        'DescribeSecret',
        'GetSecretValue',
        'PutSecretValue',
        'RotateSecret',
        'UpdateSecretVersionStage',
      ],
      secret.secretArn,
    );
    encryptionKey?.grant(this.function, 'kms:Decrypt', 'kms:GenerateDataKey');
    allow(
      'cloudfront-keyvaluestore',
      ['DescribeKeyValueStore', 'GetKey', 'ListKeys', 'UpdateKeys'],
      store.keyValueStoreArn,
    );
    allow(
      'cognito-idp',
      ['AdminGetUser', 'AdminUserGlobalSignOut', 'ListUsers'],
      userPool.userPoolArn,
    );
    // Whoever calls RotateSecret has to be allowed to invoke what rotates. Apart from the role's
    // own policy, which the function waits for.
    new Policy(this, 'StartRotation', {
      roles: [this.function.role!],
      statements: [
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [this.function.functionArn],
        }),
      ],
    });
  }

  /** By hand: the L2's grants name all secrets of the account, and let all of them rotate by it. */
  private rotate({ secret, rotationInterval }: RotationProps): CfnRotationSchedule {
    const permission = new CfnPermission(this, 'RotatedBySecretsManager', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: secret.secretArn,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: this.function.functionArn,
      rotateImmediatelyOnUpdate: false,
      rotationRules: { scheduleExpression: Schedule.rate(rotationInterval).expressionString },
    });
    schedule.node.addDependency(permission);
    return schedule;
  }
}
