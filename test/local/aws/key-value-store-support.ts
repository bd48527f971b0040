import {
  DescribeKeyValueStoreCommand,
  UpdateKeysCommand,
  type CloudFrontKeyValueStoreClient,
  type PutKeyRequestListItem,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { keyValueStoreClient } from '../../../local/aws/clients.ts';
import { KeyValueStore, type KeyValueStoreOptions } from '../../../local/aws/key-value-store.ts';
import { clock, closing, listen } from './support.ts';

export const KvsARN = 'arn:aws:cloudfront::123456789012:key-value-store/11111111-2222';

/** A store behind a real server, with a client that does not retry. */
export async function startStore(options: Partial<KeyValueStoreOptions> = {}) {
  const now = clock();
  const store = new KeyValueStore({ arn: KvsARN, now, ...options });
  const port = await listen(store.handle);
  const client = closing(keyValueStoreClient(port, { maxAttempts: 1 }));
  return { store, client, now, port };
}

export async function etagOf(client: CloudFrontKeyValueStoreClient): Promise<string | undefined> {
  return (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag;
}

/** An UpdateKeys with the ETag of this moment. */
export async function update(
  client: CloudFrontKeyValueStoreClient,
  Puts: PutKeyRequestListItem[],
  Deletes: string[] = [],
) {
  return client.send(
    new UpdateKeysCommand({
      KvsARN,
      IfMatch: await etagOf(client),
      Puts,
      Deletes: Deletes.map((Key) => ({ Key })),
    }),
  );
}
