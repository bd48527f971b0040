/** What a request to AWS asks for, in the terms of a policy. */
import type { HttpRequest } from '../../local/http.ts';
import { localAccount } from '../../local/aws/clients.ts';
import { keyValueStorePath } from '../../local/aws/key-value-store-api.ts';

export interface AwsCall {
  /** Whose credentials signed it: the logical id of a role. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

const { region, accountId } = localAccount;

/** @param userPoolArn the one of Cognito's calls, all of which are about it */
export function awsCallOf(
  { method, url, headers, body }: Omit<HttpRequest, 'body'> & { readonly body?: Buffer },
  userPoolArn: string,
): AwsCall {
  const role = /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  if (url.startsWith(keyValueStorePath)) return { role, ...keyValueStoreCall(method, url) };
  const [target = '', operation = ''] = (headers['x-amz-target'] ?? '').split('.');
  const input = JSON.parse(body?.toString() || '{}') as Record<string, unknown>;
  switch (target) {
    case 'secretsmanager':
      return { role, action: `${target}:${operation}`, resource: String(input['SecretId']) };
    case 'AmazonSSM': {
      const resource = `arn:aws:ssm:${region}:${accountId}:parameter${String(input['Name'])}`;
      return { role, action: `ssm:${operation}`, resource };
    }
    case 'AmazonSQS': {
      const [account, name] = new URL(String(input['QueueUrl'])).pathname.split('/').slice(1);
      const resource = `arn:aws:sqs:${region}:${String(account)}:${String(name)}`;
      return { role, action: `sqs:${operation}`, resource };
    }
    case 'AWSCognitoIdentityProviderService':
      return { role, action: `cognito-idp:${operation}`, resource: userPoolArn };
    default:
      return { role, action: `${target}:${operation}`, resource: '' };
  }
}

function keyValueStoreCall(method: string, url: string): Omit<AwsCall, 'role'> {
  const [store = '', keys, key] = url.slice(keyValueStorePath.length).split(/[/?]/);
  const operations: Readonly<Record<string, string>> =
    keys !== 'keys'
      ? { GET: 'DescribeKeyValueStore' }
      : key === undefined || key.includes('=') || key === ''
        ? { GET: 'ListKeys', POST: 'UpdateKeys' }
        : { GET: 'GetKey', PUT: 'PutKey', DELETE: 'DeleteKey' };
  return {
    action: `cloudfront-keyvaluestore:${operations[method] ?? method}`,
    resource: decodeURIComponent(store),
  };
}
