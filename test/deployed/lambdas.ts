/** The Lambdas of a template, with what calls them. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TemplateError } from './fields.ts';
import type { DeployedStack } from './stack.ts';

export interface LambdaDescription {
  /** Its logical id. */
  readonly id: string;
  readonly bundle: URL;
  readonly variables: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** The logical id of its role. */
  readonly role: string;
}

export function lambdaOf(stack: DeployedStack, id: string): LambdaDescription {
  return stack.read(id, 'AWS::Lambda::Function', (fields) => {
    fields.idle('Architectures', 'Description', 'LoggingConfig', 'MemorySize', 'Runtime', 'Tags');
    // Only tell how many there may be at once, and who watches; here is one environment of each.
    fields.idle('ReservedConcurrentExecutions', 'TracingConfig');
    fields.only('Handler', 'index.handler');
    const role = stack.idOf('AWS::IAM::Role', fields.text('Role'), 'Arn');
    if (role === undefined) throw new TemplateError(fields.at, 'has a role of another template');
    return {
      id,
      role,
      bundle: fields.object('Code', (code) => {
        code.idle('S3Bucket');
        return pathToFileURL(join(stack.assembly.asset(code.text('S3Key')), 'index.mjs'));
      }),
      variables: fields.object('Environment', (environment) =>
        environment.object('Variables', (variables) =>
          Object.fromEntries(variables.names.map((name) => [name, variables.text(name)])),
        ),
      ),
      timeout: fields.number('Timeout'),
    };
  });
}

export interface FunctionUrl {
  readonly lambda: string;
  /** `<id>.lambda-url.<region>.on.aws` */
  readonly domainName: string;
}

/** The function URLs; each asks for a signature. */
export function functionUrlsOf(stack: DeployedStack): FunctionUrl[] {
  return stack.all('AWS::Lambda::Url', (fields, id) => {
    fields.only('AuthType', 'AWS_IAM');
    fields.only('InvokeMode', undefined, 'BUFFERED');
    return {
      lambda: idOfFunction(stack, fields.at, fields.text('TargetFunctionArn')),
      domainName: new URL(stack.name(id, 'FunctionUrl')).hostname,
    };
  });
}

export interface EventSource {
  readonly lambda: string;
  /** The logical id of the queue. */
  readonly queue: string;
}

/** What the poller of `local/event-source.ts` does. */
const poller = { batchSize: 100 };

export function eventSourcesOf(stack: DeployedStack): EventSource[] {
  return stack.all('AWS::Lambda::EventSourceMapping', (fields) => {
    fields.only('BatchSize', poller.batchSize);
    fields.only('FunctionResponseTypes', ['ReportBatchItemFailures']);
    fields.only('Enabled', undefined, true);
    // When it looks, and how many at once: here at the first message, and one.
    fields.idle('MaximumBatchingWindowInSeconds', 'ScalingConfig');
    const arn = fields.text('EventSourceArn');
    const queue = stack.idOf('AWS::SQS::Queue', arn, 'Arn');
    if (queue === undefined) throw new TemplateError(fields.at, `polls ${arn}, which is no queue`);
    return { queue, lambda: idOfFunction(stack, fields.at, fields.text('FunctionName')) };
  });
}

/** The Lambdas that run within the deploy, in the template's order. */
export function triggeredBy(stack: DeployedStack): string[] {
  return stack.all('Custom::Trigger', (fields) => {
    fields.idle('ServiceToken', 'Timeout', 'ExecuteOnHandlerChange');
    fields.only('InvocationType', 'RequestResponse');
    const arn = fields.text('HandlerArn');
    const version = stack.idOf('AWS::Lambda::Version', arn);
    if (version === undefined)
      throw new TemplateError(fields.at, `runs ${arn}, not in the template`);
    return stack.read(version, 'AWS::Lambda::Version', (versioned) =>
      versioned.text('FunctionName'),
    );
  });
}

function idOfFunction(stack: DeployedStack, at: string, nameOrArn: string): string {
  const type = 'AWS::Lambda::Function';
  const id = stack.idOf(type, nameOrArn, 'Arn') ?? stack.idOf(type, nameOrArn);
  if (id === undefined) throw new TemplateError(at, `calls ${nameOrArn}, not in the template`);
  return id;
}
