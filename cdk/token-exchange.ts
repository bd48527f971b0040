import { Duration, Fn, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  FunctionUrlOriginAccessControl,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
  type BehaviorOptions,
  type FunctionAssociation,
  type IDistribution,
  type IKeyValueStore,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  CfnPermission,
  FunctionUrlAuthType,
  type Function,
  type FunctionUrl,
} from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { settingsVariable, type Settings } from '../token-exchange/settings.ts';
import { bundledFunction, type LambdaOptions } from './lambda.ts';
import { globalName } from './names.ts';

/** The settings that do not name another resource. */
export type PlainSettings = Omit<
  Settings,
  'ringSecret' | 'keyValueStore' | 'sharesStore' | 'signOutQueue'
>;

export interface TokenExchangeProps extends LambdaOptions {
  readonly settings: PlainSettings;
  readonly ringSecret: Secret;
  readonly store: IKeyValueStore;
  /** Whether others have their rings there; may be known only when the app is synthesized. */
  readonly sharesStore: boolean;
  /** Where sign-outs go; `null` where they end nothing but the cookies. */
  readonly signOutQueue: IQueue | null;
  /** The pool whose app client has a secret that the Lambda must ask for; else `null`. */
  readonly clientSecretIn: IUserPool | null;
  /** @default no concurrency is reserved */
  readonly reservedConcurrency?: number;
  /** In MB. @default 1024 */
  readonly memorySize?: number;
}

/** How long CloudFront waits for an answer, which is also its default; then it is a 504 of its own. */
const originTimeout = Duration.seconds(30);

/**
 * The calls that follow one another in the longest sign-in, with a client's secret and a second way
 * to Cognito, give up after 25.5 seconds altogether, and a start comes before them. The Lambda has to
 * be there then to say when to come back, and to have said it before CloudFront stops waiting.
 */
const timeout = Duration.seconds(28);

type Needs = Pick<
  TokenExchangeProps,
  'settings' | 'ringSecret' | 'store' | 'signOutQueue' | 'clientSecretIn'
>;

/** The Lambda behind the auth path, which only the distributions that are let in can call. */
export class TokenExchange extends Construct {
  readonly function: Function;
  readonly url: FunctionUrl;
  readonly originAccessControl: FunctionUrlOriginAccessControl;

  constructor(scope: Construct, id: string, props: TokenExchangeProps) {
    super(scope, id);
    const { settings, ringSecret, store, sharesStore, signOutQueue, reservedConcurrency } = props;
    const environment: Settings = {
      ...settings,
      ringSecret: ringSecret.secretArn,
      keyValueStore: store.keyValueStoreArn,
      sharesStore,
      signOutQueue: signOutQueue?.queueUrl ?? null,
    };
    this.function = bundledFunction(this, 'Function', {
      options: props,
      bundle: 'token-exchange',
      description: `Latchkey ${settings.audience}: Cognito's tokens in, sessions out`,
      environment: { [settingsVariable]: Stack.of(this).toJsonString(environment) },
      memorySize: props.memorySize ?? 1024,
      timeout,
      ...(reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: reservedConcurrency,
      }),
    });
    this.grantNeeds(props);
    this.url = this.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    this.originAccessControl = new FunctionUrlOriginAccessControl(this, 'AccessControl', {
      originAccessControlName: globalName(this),
    });
  }

  /** The host of the function URL. */
  get domainName(): string {
    return Fn.select(2, Fn.split('/', this.url.url));
  }

  /** The behavior of the auth path; the distribution that gets it may call the Lambda. */
  behavior(association: FunctionAssociation): BehaviorOptions {
    return {
      origin: FunctionUrlOrigin.withOriginAccessControl(this.url, {
        originAccessControl: this.originAccessControl,
        readTimeout: originTimeout,
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [association],
    };
  }

  /**
   * Lets a distribution that this app does not make call the Lambda. CloudFront needs both
   * permissions: either alone is a 403.
   *
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
   */
  grantInvoke(id: string, distribution: IDistribution): void {
    const permission = {
      principal: 'cloudfront.amazonaws.com',
      functionName: this.function.functionArn,
      sourceArn: distribution.distributionArn,
    };
    new CfnPermission(this, `${id}InvokeUrl`, {
      ...permission,
      action: 'lambda:InvokeFunctionUrl',
    });
    new CfnPermission(this, `${id}InvokeFunction`, {
      ...permission,
      action: 'lambda:InvokeFunction',
      invokedViaFunctionUrl: true,
    });
  }

  /** Exactly what the Lambda calls: a grant by the L2 would let it do more. */
  private grantNeeds({ settings, ringSecret, store, signOutQueue, clientSecretIn }: Needs): void {
    const allow = (action: string, resource: string) =>
      this.function.addToRolePolicy(
        new PolicyStatement({ actions: [action], resources: [resource] }),
      );
    allow('secretsmanager:GetSecretValue', ringSecret.secretArn);
    ringSecret.encryptionKey?.grant(this.function, 'kms:Decrypt');
    allow('cloudfront-keyvaluestore:GetKey', store.keyValueStoreArn);
    // Written by hand: a reference to the parameter would close the circle from the app client by
    // the distribution, the URL and this function back to the client.
    allow('ssm:GetParameter', this.arnOfParameter(settings.deploymentParameter));
    if (signOutQueue) {
      allow('sqs:SendMessage', signOutQueue.queueArn);
      signOutQueue.encryptionMasterKey?.grant(this.function, 'kms:Decrypt', 'kms:GenerateDataKey');
    }
    if (clientSecretIn) allow('cognito-idp:DescribeUserPoolClient', clientSecretIn.userPoolArn);
  }

  private arnOfParameter(name: string): string {
    return Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: name.slice(1),
    });
  }
}
