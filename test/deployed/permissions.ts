/** Who may do what, by the template's own policies: everything else is refused, as AWS would. */
import { isObject, readObject, TemplateError } from './fields.ts';
import type { DeployedStack } from './stack.ts';

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Whether a role may do that, by the policies that are attached to it. */
export type Allows = (role: string, action: string, resource: string) => boolean;

export function permissionsOf(stack: DeployedStack): Allows {
  const attached = stack.all('AWS::IAM::Policy', (policy) => {
    policy.idle('PolicyName');
    const statements = readStatements(policy.at, policy.optional('PolicyDocument'));
    return { roles: policy.texts('Roles'), statements };
  });
  return (role, action, resource) =>
    attached
      .filter(({ roles }) => roles.includes(role))
      .flatMap(({ statements }) => statements)
      .some(({ actions, resources }) => matches(actions, action) && matches(resources, resource));
}

function readStatements(at: string, value: unknown): Statement[] {
  return readObject(at, value, (document) => {
    document.only('Version', '2012-10-17');
    return document.objects('Statement', (statement) => {
      statement.idle('Sid');
      statement.only('Effect', 'Allow');
      return {
        actions: oneOrMore(statement.at, statement.optional('Action')),
        resources: oneOrMore(statement.at, statement.optional('Resource')),
      };
    });
  });
}

/**
 * The distributions that may call a function URL: those that have both permissions.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
 *
 * @param lambda its logical id
 */
export function callersOf(stack: DeployedStack, lambda: string): string[] {
  const granted = stack.all('AWS::Lambda::Permission', (fields) => {
    fields.only('InvokedViaFunctionUrl', undefined, true);
    fields.idle('SourceAccount');
    return {
      principal: fields.text('Principal'),
      target: fields.text('FunctionName'),
      action: fields.text('Action'),
      caller: fields.text('SourceArn'),
    };
  });
  const callersWith = (wanted: string) =>
    granted
      .filter(({ principal }) => principal === 'cloudfront.amazonaws.com')
      .filter(({ target, action }) => target === stack.name(lambda, 'Arn') && action === wanted)
      .map(({ caller }) => caller);
  const both = callersWith('lambda:InvokeFunction');
  return callersWith('lambda:InvokeFunctionUrl').filter((caller) => both.includes(caller));
}

/** What a bucket's policy lets a distribution do. */
export function bucketActions(
  stack: DeployedStack,
  bucket: string,
  distribution: string,
): string[] {
  return stack
    .all('AWS::S3::BucketPolicy', (policy) => {
      const document = policy.optional('PolicyDocument') as { Statement: unknown[] };
      if (policy.text('Bucket') !== stack.name(bucket)) return [];
      return document.Statement.flatMap((statement) =>
        isObject(statement) && statement['Effect'] === 'Allow'
          ? actionsFor(policy.at, statement, distribution)
          : [],
      );
    })
    .flat();
}

function actionsFor(at: string, value: unknown, distribution: string): string[] {
  return readObject(`${at}.Statement`, value, (statement) => {
    statement.idle('Effect', 'Resource', 'Sid');
    const actions = oneOrMore(statement.at, statement.optional('Action'));
    const condition = JSON.stringify(statement.optional('Condition') ?? {});
    const service = statement.object('Principal', (principal) => principal.optional('Service'));
    return service === 'cloudfront.amazonaws.com' && condition.includes(`"${distribution}"`)
      ? actions
      : [];
  });
}

function oneOrMore(at: string, value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new TemplateError(at, 'has a statement that is no text');
    return item;
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function matches(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.replace(/[\\^$.|+()[\]{}]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${source.replaceAll('?', '.')}$`, 'i').test(value);
  });
}
