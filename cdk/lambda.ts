import { RemovalPolicy, type Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeTracing } from './acknowledge.ts';
import { builtPath } from './bundles.ts';

/** What a deployment may choose for its Lambdas. */
export interface LambdaOptions {
  /** How long logs are kept. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /** Whether X-Ray traces them. @default false */
  readonly tracing?: boolean;
  /** Whether logs go when the stack goes. @default false */
  readonly removeData?: boolean;
}

export interface BundledFunctionProps {
  readonly options: LambdaOptions;
  /** The folder in `dist/`. */
  readonly bundle: string;
  readonly description: string;
  readonly environment: Record<string, string>;
  /** In MB. */
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly reservedConcurrentExecutions?: number;
}

/**
 * A Lambda of one built bundle. It may write its own log and nothing else: what it needs besides
 * is granted by whoever makes it.
 */
export function bundledFunction(
  scope: Construct,
  id: string,
  { options, bundle, ...props }: BundledFunctionProps,
): Function {
  const { logRetention, tracing = false, removeData = false } = options;
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: removeData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: props.description,
  });
  logGroup.grantWrite(role);
  if (tracing) acknowledgeTracing(role);
  return new Function(scope, id, {
    ...props,
    code: Code.fromAsset(builtPath(bundle)),
    handler: 'index.handler',
    // The newest LTS that aws-cdk-lib knows.
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    role,
    logGroup,
    tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
  });
}
