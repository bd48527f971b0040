import '@aws-sdk/signature-v4a';
import {
  CloudFrontKeyValueStoreClient,
  type CloudFrontKeyValueStoreClientConfig,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import {
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { localAccount } from './local-account.ts';

export { localAccount };

/** What every SDK client needs to talk to a server of this machine. */
export function localClientConfig(port: number) {
  const { region, credentials } = localAccount;
  return { endpoint: `http://127.0.0.1:${String(port)}`, region, credentials };
}

/**
 * The SDK puts the account in front of the endpoint's host, so that it must be a name, and one
 * that leads here whatever the resolver of the machine thinks of it.
 */
export function keyValueStoreClient(
  port: number,
  config: CloudFrontKeyValueStoreClientConfig = {},
): CloudFrontKeyValueStoreClient {
  return new CloudFrontKeyValueStoreClient({
    ...localClientConfig(port),
    endpoint: `http://localhost:${String(port)}`,
    requestHandler: localRequestHandler(),
    ...config,
  });
}

/** Finds every host on this machine. */
export function localRequestHandler(): NodeHttpHandler {
  return new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, lookup: toThisMachine }) });
}

const toThisMachine: LookupFunction = (_host, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

export function secretsManagerClient(
  port: number,
  config: SecretsManagerClientConfig = {},
): SecretsManagerClient {
  return new SecretsManagerClient({ ...localClientConfig(port), ...config });
}

export function parameterStoreClient(port: number, config: SSMClientConfig = {}): SSMClient {
  return new SSMClient({ ...localClientConfig(port), ...config });
}

export function queueClient(port: number, config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({ ...localClientConfig(port), ...config });
}

export function lambdaClient(port: number, config: LambdaClientConfig = {}): LambdaClient {
  return new LambdaClient({ ...localClientConfig(port), ...config });
}
