/** What CloudFront tells of the edge function. */
import type { Aws } from './aws/clients.ts';
import { AwsFailure, call } from './aws/errors.ts';

/** The code at a stage; `null` where there is none. @throws {AwsFailure} */
export async function codeOf(
  aws: Aws,
  name: string,
  stage: 'LIVE' | 'DEVELOPMENT',
): Promise<string | null> {
  const client = await aws.cloudFront();
  const answer = await call('cloudfront:GetFunction', () =>
    client.getFunction({ Name: name, Stage: stage }),
  ).catch(nullIfMissing);
  return answer && Buffer.from(answer.FunctionCode ?? []).toString('utf8');
}

/** The stores that the published function reads, by ARN; `null` where none is published. */
export async function storesOf(aws: Aws, name: string): Promise<readonly string[] | null> {
  const client = await aws.cloudFront();
  const answer = await call('cloudfront:DescribeFunction', () =>
    client.describeFunction({ Name: name, Stage: 'LIVE' }),
  ).catch(nullIfMissing);
  const items = answer?.FunctionSummary?.FunctionConfig?.KeyValueStoreAssociations?.Items;
  return answer && (items ?? []).flatMap(({ KeyValueStoreARN }) => KeyValueStoreARN ?? []);
}

function nullIfMissing(error: unknown): null {
  if (error instanceof AwsFailure && error.awsName === 'NoSuchFunctionExists') return null;
  throw error;
}

/** `arn:aws:cloudfront::123456789012:function/NAME`, or the name itself. */
export function functionName(arnOrName: string): string {
  return arnOrName.replace(/^arn:[^/]*:function\//, '');
}
