import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerServiceException,
  UpdateSecretVersionStageCommand,
  type DescribeSecretResponse,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { StaleError, type RingState, type RingStore } from './ring-store.ts';

const current = 'AWSCURRENT';
const pending = 'AWSPENDING';

/**
 * The label of a version that is to become the current one. A label is on one version at most: the
 * next proposal takes it from this one, and a version without a label is cleaned up by the service
 * once it is a day old, so that proposals never use up the hundred versions that a secret may have.
 */
export const proposed = 'LATCHKEY_PROPOSED';

/**
 * A secret of Secrets Manager, by the SDK. Only UpdateSecretVersionStage compares before it sets,
 * so every change of what is current goes that way.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 *
 * @param secretId name or ARN
 */
export function sdkRingStore(client: SecretsManagerClient, secretId: string): RingStore {
  const SecretId = secretId;

  async function describe() {
    return labelsOf(await client.send(new DescribeSecretCommand({ SecretId })));
  }

  async function textOf(VersionId: string): Promise<string | null> {
    const answer = await orNull(
      'ResourceNotFoundException',
      client.send(new GetSecretValueCommand({ SecretId, VersionId })),
    );
    return answer ? (answer.SecretString ?? '') : null;
  }

  /** @throws {StaleError} unless `from` is the current version, or `to` is already */
  async function makeCurrent(to: string, from: string): Promise<void> {
    const moved = await orNull(
      'InvalidParameterException',
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: current,
          MoveToVersionId: to,
          RemoveFromVersionId: from,
        }),
      ),
    );
    // The answer to the very same call may have been lost.
    if (!moved && (await describe()).current !== to) throw new StaleError();
  }

  async function abandon(id: string): Promise<void> {
    await orNull(
      'InvalidParameterException',
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: pending,
          RemoveFromVersionId: id,
        }),
      ),
    );
  }

  return {
    abandon,

    async read(): Promise<RingState> {
      const labels = await describe();
      const text = labels.current === undefined ? null : await textOf(labels.current);
      const isPending = labels.pending !== undefined && labels.pending !== labels.current;
      return {
        current: text === null ? null : { id: labels.current!, text },
        pending: isPending ? { id: labels.pending!, text: await textOf(labels.pending!) } : null,
        schedule: labels.schedule,
      };
    },

    async replace(from, text) {
      const id = randomUUID();
      await client.send(
        new PutSecretValueCommand({
          SecretId,
          ClientRequestToken: id,
          SecretString: text,
          VersionStages: [proposed],
        }),
      );
      const before = await describe();
      if (from !== null) {
        await makeCurrent(id, from);
        // It would make the service believe that the rotation which ended there never did.
        if (before.pending === from) await abandon(from);
      } else if (before.current !== id) {
        // A secret's very first version is the current one by itself; this was not the first.
        throw new StaleError();
      }
      return { id, text };
    },

    async fill(id, text) {
      await orNull(
        // Filled already, by the same step at an earlier time.
        'ResourceExistsException',
        client.send(
          new PutSecretValueCommand({
            SecretId,
            ClientRequestToken: id,
            SecretString: text,
            VersionStages: [pending],
          }),
        ),
      );
    },

    finish: makeCurrent,
  };
}

function labelsOf(secret: DescribeSecretResponse) {
  const versions = Object.entries(secret.VersionIdsToStages ?? {});
  const holder = (stage: string) => versions.find(([, stages]) => stages.includes(stage))?.[0];
  return {
    current: holder(current),
    pending: holder(pending),
    schedule: {
      enabled: secret.RotationEnabled ?? false,
      last: seconds(secret.LastRotatedDate),
      next: seconds(secret.NextRotationDate),
    },
  };
}

function seconds(date: Date | undefined): number | null {
  return date ? Math.floor(date.getTime() / 1000) : null;
}

/** The answer; `null` where the service refuses with this error. */
async function orNull<Answer>(name: string, answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SecretsManagerServiceException && error.name === name) return null;
    throw error;
  }
}
