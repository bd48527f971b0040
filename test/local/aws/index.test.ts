import { DescribeKeyValueStoreCommand } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { AwsClient } from 'aws4fetch';
import {
  keyValueStoreClient,
  localAccount,
  parameterStoreClient,
  queueClient,
  secretsManagerClient,
} from '../../../local/aws/clients.ts';
import {
  awsApi,
  KeyValueStore,
  ParameterStore,
  Queue,
  SecretsManager,
} from '../../../local/aws/index.ts';
import { clock, closing, listen } from './support.ts';

const arns = ['1', '2'].map((id) => `arn:aws:cloudfront::123456789012:key-value-store/${id}`);

async function start() {
  const options = { ...localAccount, now: clock() };
  const keyValueStores = arns.map((arn) => new KeyValueStore({ arn, now: options.now }));
  const secretsManager = new SecretsManager(options);
  const parameterStore = new ParameterStore(options);
  const queues = ['one', 'two'].map((name) => new Queue({ ...options, name }));
  const targets = {
    Other: () => Promise.resolve({ status: 200, headers: {}, body: 'the other service' }),
  };
  const services = { keyValueStores, secretsManager, parameterStore, queues, targets };
  const port = await listen(awsApi(services));
  return { ...services, port, url: `http://127.0.0.1:${String(port)}/` };
}

const post = (url: string, target: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { 'x-amz-target': target, ...headers }, body: '{}' });

const kvsUrl = (url: string) => `${url}key-value-stores/${encodeURIComponent(arns[0] ?? '')}`;

describe('one endpoint', () => {
  test('serves every service to its own client', async () => {
    const { port, secretsManager, parameterStore, queues, keyValueStores } = await start();
    secretsManager.create('ring', 'secret');
    parameterStore.put('name', 'value');
    const secret = await closing(secretsManagerClient(port)).send(
      new GetSecretValueCommand({ SecretId: 'ring' }),
    );
    expect(secret.SecretString).toBe('secret');
    const parameter = await closing(parameterStoreClient(port)).send(
      new GetParameterCommand({ Name: 'name' }),
    );
    expect(parameter.Parameter?.Value).toBe('value');
    const QueueUrl = queues[1]?.url(port);
    await closing(queueClient(port)).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    expect(queues.map((queue) => queue.depth().visible)).toEqual([0, 1]);
    const client = closing(keyValueStoreClient(port));
    for (const [index, KvsARN] of arns.entries()) {
      const { ETag } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN }));
      expect(ETag).toBe(keyValueStores[index]?.etag);
    }
  });

  test('takes in further services by their target', async () => {
    const { url } = await start();
    expect(await (await post(url, 'Other.Do')).text()).toBe('the other service');
  });

  test.each(['', 'Nothing', 'Nothing.Do', 'secretsmanager', 'constructor.Do'])(
    'knows no target "%s"',
    async (target) => {
      const { url } = await start();
      const response = await post(url, target, { authorization: signature('secretsmanager') });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
    },
  );

  test('knows no further operation of a service', async () => {
    const { url, secretsManager } = await start();
    const authorization = signature('secretsmanager');
    const response = await post(url, 'secretsmanager.toString', { authorization });
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
    expect(secretsManager.calls.total).toBe(0);
  });

  test('refuses what is no JSON object', async () => {
    const { url } = await start();
    const headers = {
      'x-amz-target': 'AmazonSSM.GetParameter',
      authorization: signature('ssm'),
    };
    for (const body of ['{', '[]', 'null']) {
      const response = await fetch(url, { method: 'POST', headers, body });
      expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
    }
  });
});

/** What a signed request carries; nobody checks the signature itself. */
function signature(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKID/20270101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
}

describe('an unsigned request', () => {
  test.each(['secretsmanager.GetSecretValue', 'AmazonSSM.GetParameter', 'AmazonSQS.SendMessage'])(
    'is refused: %s',
    async (target) => {
      const { url } = await start();
      for (const headers of [{}, { authorization: 'Bearer x' }]) {
        const response = await post(url, target, headers);
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({
          __type: 'MissingAuthenticationTokenException',
        });
      }
    },
  );

  test('is refused by a key value store, and so is one bound to a region', async () => {
    const { url } = await start();
    for (const headers of [{}, { authorization: signature('cloudfront-keyvaluestore') }]) {
      const response = await fetch(kvsUrl(url), { headers: headers as Record<string, string> });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    }
  });

  test('of another service is refused as well', async () => {
    const { url, secretsManager } = await start();
    const authorization = signature('ssm');
    const response = await post(url, 'secretsmanager.GetSecretValue', { authorization });
    expect(await response.json()).toMatchObject({ __type: 'InvalidSignatureException' });
    expect(secretsManager.calls.total).toBe(0);
  });
});

test('a small signing client is as good as the SDK', async () => {
  const { url, secretsManager } = await start();
  secretsManager.create('ring', 'secret');
  const client = new AwsClient({
    ...localAccount.credentials,
    region: localAccount.region,
    service: 'secretsmanager',
  });
  const response = await client.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: 'ring' }),
  });
  expect(await response.json()).toMatchObject({ SecretString: 'secret' });
});
