import '@aws-sdk/signature-v4a';
import {
  CloudFrontKeyValueStoreServiceException,
  DescribeKeyValueStoreCommand,
  ListKeysCommand,
  UpdateKeysCommand,
  type CloudFrontKeyValueStoreClient,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { StaleError, StoreFullError, type EdgeStore } from './edge-store.ts';

/** CloudFront KeyValueStore, by the SDK. @param arn the store's */
export function sdkEdgeStore(client: CloudFrontKeyValueStoreClient, arn: string): EdgeStore {
  return {
    async snapshot() {
      // The version first: whoever writes while the pages are read makes our own write stale.
      const { ETag: etag = '', TotalSizeInBytes: size = 0 } = await client.send(
        new DescribeKeyValueStoreCommand({ KvsARN: arn }),
      );
      return { etag, size, entries: await listEntries(client, arn) };
    },

    async write(etag, { puts, deletes }) {
      try {
        const answer = await client.send(
          new UpdateKeysCommand({
            KvsARN: arn,
            IfMatch: etag,
            Puts: [...puts].map(([Key, Value]) => ({ Key, Value })),
            Deletes: deletes.map((Key) => ({ Key })),
          }),
        );
        return { etag: answer.ETag ?? '', size: answer.TotalSizeInBytes ?? 0 };
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

async function listEntries(
  client: CloudFrontKeyValueStoreClient,
  arn: string,
): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListKeysCommand({ KvsARN: arn, MaxResults: 50, ...(token && { NextToken: token }) }),
    );
    for (const { Key, Value } of page.Items ?? []) {
      if (Key !== undefined && Value !== undefined) entries.set(Key, Value);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return entries;
}

/** A stale version comes in either of two shapes. */
function translate(error: unknown): unknown {
  if (!(error instanceof CloudFrontKeyValueStoreServiceException)) return error;
  switch (error.name) {
    case 'ConflictException':
      return new StaleError();
    case 'ValidationException':
      return /pre-?condition|etag|if-?match/i.test(error.message) ? new StaleError() : error;
    case 'ServiceQuotaExceededException':
      return new StoreFullError();
    default:
      return error;
  }
}
