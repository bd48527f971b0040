/**
 * The few AWS calls on the way of a sign-in, signed by a small library: the SDK's clients would
 * cost a visitor four times the wait when the Lambda starts.
 */
import { AwsV4Signer } from 'aws4fetch';
import { setTimeout } from 'node:timers/promises';
import { unavailable } from './errors.ts';
import { jsonOf, send, type HttpAnswer, type HttpRequest } from './http.ts';

/** What a call may take before it counts as failed, in milliseconds. */
const timeout = 3000;

/** Before the call is made again, in milliseconds. */
const longestPause = 50;

/** Where Cognito's user-pool API and key sets are, when not at their usual place. */
export const cognitoEndpoint = 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER';

type Environment = Readonly<Record<string, string | undefined>>;

export interface AwsCalls {
  /** The value of an SSM parameter. */
  getParameter(name: string): Promise<string>;
  /** The current value of a secret. */
  getSecret(id: string): Promise<string>;
  /** An app client's secret. */
  getClientSecret(userPoolId: string, clientId: string): Promise<string>;
  /** Puts a message on an SQS queue. */
  sendMessage(queueUrl: string, body: string): Promise<void>;
}

/** @param env credentials, region, and endpoints (`AWS_ENDPOINT_URL_…`) as every AWS SDK reads them */
export function awsCalls(env: Environment): AwsCalls {
  const region = env['AWS_REGION'] ?? '';
  const credentials = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    ...(env['AWS_SESSION_TOKEN'] ? { sessionToken: env['AWS_SESSION_TOKEN'] } : {}),
    region,
  };
  // What the keys of a day's signatures are derived to.
  const cache = new Map<string, ArrayBuffer>();

  async function call(service: Service, operation: string, input: object): Promise<unknown> {
    const { name, target, variable, protocol = '1.1' } = services[service];
    const endpoint = env[variable] ?? `https://${name}.${region}.amazonaws.com`;
    const url = `${endpoint}/`;
    const body = JSON.stringify(input);
    const headers = {
      'content-type': `application/x-amz-json-${protocol}`,
      'x-amz-target': `${target}.${operation}`,
    };
    const signer = new AwsV4Signer({ ...credentials, service: name, url, headers, body, cache });
    const signed = await signer.sign();
    const request = {
      method: 'POST',
      headers: Object.fromEntries(signed.headers),
      body,
    } as const;
    const answer = await sendOrAgain(url, request).catch((error: unknown) => {
      throw unavailable(service, error);
    });
    const said = jsonOf(answer);
    if (answer.status !== 200) {
      throw unavailable(service, `${answer.status} ${String(said['__type'])}`);
    }
    return said;
  }

  return {
    async getParameter(name) {
      const answer = await call('SSM', 'GetParameter', { Name: name });
      return textAt(answer, 'SSM', 'Parameter', 'Value');
    },
    async getSecret(id) {
      const answer = await call('Secrets Manager', 'GetSecretValue', { SecretId: id });
      return textAt(answer, 'Secrets Manager', 'SecretString');
    },
    async getClientSecret(userPoolId, clientId) {
      const answer = await call('Cognito', 'DescribeUserPoolClient', {
        UserPoolId: userPoolId,
        ClientId: clientId,
      });
      return textAt(answer, 'Cognito', 'UserPoolClient', 'ClientSecret');
    },
    async sendMessage(queueUrl, body) {
      const answer = await call('SQS', 'SendMessage', { QueueUrl: queueUrl, MessageBody: body });
      textAt(answer, 'SQS', 'MessageId');
    },
  };
}

/** Once more where the service says that it may be well by then. */
async function sendOrAgain(url: string, request: Omit<HttpRequest, 'timeout'>) {
  const begun = Date.now();
  const answer = await send(url, { ...request, timeout });
  if (answer.status < 500 && !isThrottled(answer)) return answer;
  await setTimeout(Math.random() * longestPause);
  return send(url, { ...request, timeout: Math.max(1, timeout - (Date.now() - begun)) });
}

/**
 * AWS's JSON protocols say so with 400 too.
 *
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
 */
function isThrottled(answer: HttpAnswer): boolean {
  if (answer.status !== 400) return answer.status === 429;
  return /Throttl|TooManyRequests|LimitExceeded/.test(String(jsonOf(answer)['__type']));
}

/** What an answer says there. An answer without it is none, whatever its status. */
function textAt(answer: unknown, service: Service, ...path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
    answer,
  );
  if (typeof found !== 'string') throw unavailable(service, `no ${path.join('.')} in the answer`);
  return found;
}

type Service = 'SSM' | 'Secrets Manager' | 'Cognito' | 'SQS';

interface ServiceEntry {
  readonly name: string;
  readonly target: string;
  readonly variable: string;
  readonly protocol?: string;
}

const services: Record<Service, ServiceEntry> = {
  SQS: {
    name: 'sqs',
    target: 'AmazonSQS',
    variable: 'AWS_ENDPOINT_URL_SQS',
    protocol: '1.0',
  },
  SSM: { name: 'ssm', target: 'AmazonSSM', variable: 'AWS_ENDPOINT_URL_SSM' },
  'Secrets Manager': {
    name: 'secretsmanager',
    target: 'secretsmanager',
    variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  },
  Cognito: {
    name: 'cognito-idp',
    target: 'AWSCognitoIdentityProviderService',
    variable: cognitoEndpoint,
  },
};
