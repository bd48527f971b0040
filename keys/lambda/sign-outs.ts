/** Takes sign-outs from the queue and writes them where the edges look. It can read no secret. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseSignOut, type SignOut } from '../../session/sign-out.ts';
import { StoreFullError } from '../edge-store.ts';
import { causeOf } from '../errors.ts';
import { sdkEdgeStore } from '../sdk-edge-store.ts';
import { readSignOutsSettings, signOutsSettingsVariable } from '../settings.ts';
import { signOutWriter } from '../sign-out-writer.ts';
import { log, now, storeClient } from './parts.ts';

const { keyValueStore, maxAge } = readSignOutsSettings(process.env[signOutsSettingsVariable]);
const writer = signOutWriter({
  store: sdkEdgeStore(storeClient(), keyValueStore),
  maxAge,
  now,
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
    log('error', outcome, { count: signOuts.length, cause: causeOf(error) });
    return {
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  }
}
