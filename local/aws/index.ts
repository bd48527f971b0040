import type { HttpHandler } from '../http.ts';
import { functionsPath, type Functions } from './functions.ts';
import { unknownOperation } from './json-rpc.ts';
import { keyValueStorePath, keyValueStoresApi } from './key-value-store-api.ts';
import type { KeyValueStore } from './key-value-store.ts';
import type { ParameterStore } from './parameter-store.ts';
import { queuesApi } from './queue-api.ts';
import type { Queue } from './queue.ts';
import type { SecretsManager } from './secrets-manager.ts';

export { AwsError } from './errors.ts';
export { Functions } from './functions.ts';
export { KeyValueStore, type EdgeView, type StaleEtagError } from './key-value-store.ts';
export { ParameterStore } from './parameter-store.ts';
export { Queue, type QueueMessage, type ReceivedMessage } from './queue.ts';
export { SecretsManager, type RotationHook } from './secrets-manager.ts';

export interface AwsServices {
  readonly keyValueStores?: readonly KeyValueStore[];
  readonly secretsManager?: SecretsManager;
  readonly parameterStore?: ParameterStore;
  readonly queues?: readonly Queue[];
  readonly functions?: Functions;
  /** Further services by what their `x-amz-target` has before the dot. */
  readonly targets?: Readonly<Record<string, HttpHandler>>;
}

/**
 * One endpoint for all services: by `x-amz-target`, or by path where they are REST APIs. Each
 * service refuses unsigned requests itself, since some that may be added take them.
 */
export function awsApi(services: AwsServices): HttpHandler {
  const stores = keyValueStoresApi(services.keyValueStores ?? []);
  const targets = new Map(Object.entries(services.targets ?? {}));
  if (services.secretsManager) targets.set('secretsmanager', services.secretsManager.handle);
  if (services.parameterStore) targets.set('AmazonSSM', services.parameterStore.handle);
  if (services.queues?.length) targets.set('AmazonSQS', queuesApi(services.queues));
  return (request) => {
    if (request.url.startsWith(keyValueStorePath)) return stores(request);
    if (services.functions && request.url.startsWith(functionsPath)) {
      return services.functions.handle(request);
    }
    const [target = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    return targets.get(target)?.(request) ?? Promise.resolve(unknownOperation());
  };
}
