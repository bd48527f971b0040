/** The keys Lambda: takes sign-outs from the queue and writes them where the edges look. */
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseSignOut, type SignOut } from '../session/sign-out.ts';
import { StoreFullError } from './edge-store.ts';
import { sdkEdgeStore } from './sdk-edge-store.ts';
import { keysSettingsVariable, readKeysSettings } from './settings.ts';
import { signOutWriter } from './sign-out-writer.ts';

const settings = readKeysSettings(process.env[keysSettingsVariable]);
const writer = signOutWriter({
  store: sdkEdgeStore(new CloudFrontKeyValueStoreClient({}), settings.keyValueStore),
  maxAge: settings.maxAge,
  now: () => Math.floor(Date.now() / 1000),
});

/** What fails stays on the queue and comes again; a message that nobody can read does not. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const signOuts = event.Records.map(({ body }) => parseSignOut(body)).filter(
    (signOut): signOut is SignOut => signOut !== null,
  );
  try {
    await writer.write(signOuts);
    log('info', 'sign-outs-written', { count: signOuts.length });
    return { batchItemFailures: [] };
  } catch (error) {
    const outcome = error instanceof StoreFullError ? 'store-full' : 'sign-outs-not-written';
    const cause = error instanceof Error ? error.name : 'unknown';
    log('error', outcome, { count: signOuts.length, cause });
    return {
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  }
}

function log(level: string, outcome: string, details: Record<string, string | number>): void {
  process.stdout.write(`${JSON.stringify({ level, outcome, ...details })}\n`);
}
