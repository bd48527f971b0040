/** What the local AWS account holds before anything is deployed in it. */
import {
  awsApi,
  Functions,
  KeyValueStore,
  ParameterStore,
  Queue,
  SecretsManager,
} from './aws/index.ts';
import { localAccount } from './aws/clients.ts';
import type { HttpHandler } from './http.ts';

export interface Account {
  readonly store: KeyValueStore;
  readonly secrets: SecretsManager;
  readonly parameters: ParameterStore;
  readonly signOuts: Queue;
  readonly functions: Functions;
  readonly handle: HttpHandler;
}

export const storeArn = `arn:aws:cloudfront::${localAccount.accountId}:key-value-store/11111111-2222-3333-4444-555555555555`;

export function createAccount(now: () => number): Account {
  const store = new KeyValueStore({ arn: storeArn, now });
  const secrets = new SecretsManager({ ...localAccount, now });
  const parameters = new ParameterStore({ ...localAccount, now });
  const signOuts = new Queue({ name: 'latchkey-sign-outs', ...localAccount, now });
  const functions = new Functions(localAccount);
  return {
    store,
    secrets,
    parameters,
    signOuts,
    functions,
    handle: awsApi({
      keyValueStores: [store],
      secretsManager: secrets,
      parameterStore: parameters,
      queues: [signOuts],
      functions,
    }),
  };
}

/** What every Lambda of the account finds in its environment. */
export function lambdaEnvironment(port: number): Record<string, string> {
  const url = `http://127.0.0.1:${port}`;
  return {
    AWS_REGION: localAccount.region,
    AWS_ACCESS_KEY_ID: localAccount.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localAccount.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_SSM: url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url,
    // The SDK puts the account in front of the host, so this one has to be a name.
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: `http://aws.localhost:${port}`,
  };
}
