/** Who may call the token exchange: its URL, and its resource policy. */
import type { Aws } from '../aws/clients.ts';
import { AwsFailure, call } from '../aws/errors.ts';
import type { DistributionFacts } from './distributions.ts';
import { check, failed, ok, type Fact, type Finding } from './finding.ts';

export interface UrlFacts {
  /** The host of the function URL. */
  readonly host: string;
  readonly authType: string;
}

/** One `Allow` of the policy for CloudFront, or for everyone. */
export interface Statement {
  readonly action: string;
  /** Everyone is `*`. */
  readonly principal: string;
  /** `null` where any distribution may. */
  readonly sourceArn: string | null;
}

/** What CloudFront needs: either alone is a 403 without a log. */
export const neededActions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

export const cloudFrontPrincipal = 'cloudfront.amazonaws.com';

export async function readUrl(aws: Aws, name: string): Promise<UrlFacts> {
  const lambda = await aws.lambda();
  const { FunctionUrl = '', AuthType = '' } = await call('lambda:GetFunctionUrlConfig', () =>
    lambda.getFunctionUrlConfig({ FunctionName: name }),
  );
  return { host: new URL(FunctionUrl).host, authType: AuthType };
}

export async function readGrants(aws: Aws, name: string): Promise<Statement[]> {
  const lambda = await aws.lambda();
  const answer = await call('lambda:GetPolicy', () =>
    lambda.getPolicy({ FunctionName: name }),
  ).catch((error: unknown) => {
    // A function without any statement has no policy.
    if (error instanceof AwsFailure && error.awsName === 'ResourceNotFoundException') return null;
    throw error;
  });
  return statementsIn(answer?.Policy ?? '{}');
}

interface RawStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The statements that let somebody call. Pure. */
export function statementsIn(policy: string): Statement[] {
  const { Statement: raw = [] } = JSON.parse(policy) as { Statement?: readonly RawStatement[] };
  return raw
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [], Principal = {}, Condition = {} }) => {
      const sourceArn = sourceArnIn(Condition);
      const principals =
        typeof Principal === 'string' ? [Principal] : Object.values(Principal).flat();
      return [Action]
        .flat()
        .flatMap((action) => principals.map((principal) => ({ action, principal, sourceArn })));
    });
}

function sourceArnIn(condition: NonNullable<RawStatement['Condition']>): string | null {
  const found = Object.values(condition)
    .flatMap((values) => Object.entries(values))
    .find(([name]) => /^aws:sourcearn$/i.test(name));
  return found?.[1] ?? null;
}

export function checkUrl(url: Fact<UrlFacts>, name: string): Finding {
  return check('function-url', 'Function URL', url, ({ authType }) =>
    authType === 'AWS_IAM'
      ? ok('only signed requests get in')
      : failed(
          `its auth type is ${authType}: anybody can call the token exchange around CloudFront, and make up what the edge thinks of a session`,
          `Deploy again, or: aws lambda update-function-url-config --function-name ${name} --auth-type AWS_IAM`,
        ),
  );
}

export function checkGrants(
  grants: Fact<readonly Statement[]>,
  distributions: readonly DistributionFacts[],
  name: string,
): Finding {
  return check('invoke-grants', 'Invoke permissions', grants, (statements) => {
    const open = statements.filter(isOpen);
    if (open.length > 0) {
      return failed(
        `${open.map(({ action }) => action).join(', ')} is granted without a distribution's ARN: anybody's distribution can call the token exchange`,
        `See them: aws lambda get-policy --function-name ${name}\nRemove each: aws lambda remove-permission --function-name ${name} --statement-id SID`,
      );
    }
    const missing = distributions.flatMap(({ id, fact }) =>
      fact.value
        ? neededActions
            .filter((action) => !statements.some((one) => isFor(one, action, fact.value.arn)))
            .map((action) => ({ id, action, arn: fact.value.arn }))
        : [],
    );
    return missing.length === 0
      ? ok('both, for each distribution')
      : failed(
          missing.map(({ id, action }) => `${id} lacks ${action}`).join('; ') +
            ': signing in ends in 403, without a log',
          missing.map((grant) => `Deploy again, or: ${addPermission(grant, name)}`).join('\n'),
        );
  });
}

function isOpen({ principal, sourceArn }: Statement): boolean {
  if (principal === '*') return true;
  return principal === cloudFrontPrincipal && (sourceArn === null || /[*?]/.test(sourceArn));
}

function isFor(statement: Statement, action: string, arn: string): boolean {
  const { principal, sourceArn } = statement;
  return statement.action === action && principal === cloudFrontPrincipal && sourceArn === arn;
}

function addPermission(
  { id, action, arn }: { id: string; action: string; arn: string },
  name: string,
) {
  const viaUrl = action === 'lambda:InvokeFunction' ? ' --invoked-via-function-url' : '';
  return `aws lambda add-permission --function-name ${name} --statement-id ${action.slice(7)}-${id} --action ${action} --principal ${cloudFrontPrincipal} --source-arn ${arn}${viaUrl}`;
}
