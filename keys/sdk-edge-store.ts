import '@aws-sdk/signature-v4a';
import {
  CloudFrontKeyValueStoreServiceException,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  ResourceNotFoundException,
  UpdateKeysCommand,
  type CloudFrontKeyValueStoreClient,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { StaleError, StoreFullError, type EdgeStore } from './edge-store.ts';

/** CloudFront KeyValueStore, by the SDK. @param arn the store's */
export function sdkEdgeStore(client: CloudFrontKeyValueStoreClient, arn: string): EdgeStore {
  return {
    async snapshot(keys) {
      const { ETag: etag = '', TotalSizeInBytes: size = 0 } = await client.send(
        new DescribeKeyValueStoreCommand({ KvsARN: arn }),
      );
      const entries = await (keys ? getEntries(client, arn, keys) : listEntries(client, arn));
      return { etag, size, entries };
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

async function getEntries(
  client: CloudFrontKeyValueStoreClient,
  arn: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  for (const Key of keys) {
    try {
      const { Value } = await client.send(new GetKeyCommand({ KvsARN: arn, Key }));
      if (Value !== undefined) entries.set(Key, Value);
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
  return entries;
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
