import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { stagesOf, startSecrets, token } from './secrets-support.ts';
import { refused } from './support.ts';

const RotationLambdaARN = 'arn:aws:lambda:eu-west-1:123456789012:function:keys';
const [v1, v2] = [token('made1'), token('v2')];

const rotate = (client: SecretsManagerClient, ClientRequestToken: string, more: object = {}) =>
  client.send(new RotateSecretCommand({ SecretId: 'ring', ClientRequestToken, ...more }));

async function start() {
  const started = await startSecrets();
  const { secrets } = started;
  const runs: [string, string][] = [];
  const arn = secrets.create('ring', 'one');
  secrets.enableRotation('ring', RotationLambdaARN);
  secrets.onRotate = (secretArn, run) => {
    runs.push([secretArn, run]);
  };
  return { ...started, runs, arn };
}

describe('RotateSecret', () => {
  test('announces an empty AWSPENDING version and starts the rotation after it', async () => {
    const { client, secrets, runs, arn } = await start();
    expect(await rotate(client, v2)).toMatchObject({ ARN: arn, VersionId: v2 });
    expect(await secrets.rotationsSettled()).toEqual([]);
    expect(runs).toEqual([[arn, v2]]);
    expect(await stagesOf(client, 'ring')).toEqual({ [v1]: ['AWSCURRENT'], [v2]: ['AWSPENDING'] });
    const pending = { SecretId: 'ring', VersionStage: 'AWSPENDING' };
    const empty = client.send(new GetSecretValueCommand(pending));
    await refused(empty, 'ResourceNotFoundException', 400);
  });

  test('is followed through by a function that fills the version and moves the label', async () => {
    const { client, secrets, now } = await start();
    secrets.onRotate = async (SecretId, ClientRequestToken) => {
      now.advance(1000);
      const VersionStages = ['AWSPENDING'];
      await client.send(
        new PutSecretValueCommand({
          SecretId,
          ClientRequestToken,
          SecretString: 'two',
          VersionStages,
        }),
      );
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          RemoveFromVersionId: v1,
          MoveToVersionId: ClientRequestToken,
        }),
      );
    };
    await rotate(client, v2);
    expect(await secrets.rotationsSettled()).toEqual([]);
    expect(secrets.value('ring')).toBe('two');
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'ring' }))).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN,
      LastRotatedDate: new Date(1_800_000_001_000),
      VersionIdsToStages: { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSPENDING', 'AWSCURRENT'] },
    });
    const again = await rotate(client, token('v3'));
    expect(again.VersionId).toBe(token('v3'));
  });

  test('is refused while an earlier one is unfinished, which is taken up again', async () => {
    const { client, secrets, runs } = await start();
    secrets.onRotate = () => Promise.reject(new Error('died'));
    await rotate(client, v2);
    expect(await secrets.rotationsSettled()).toEqual([new Error('died')]);
    secrets.onRotate = (secretArn, run) => void runs.push([secretArn, run]);
    await refused(rotate(client, token('v3')), 'InvalidRequestException', 400);
    expect(await secrets.rotationsSettled()).toEqual([]);
    expect(runs.map(([, run]) => run)).toEqual([v2]);
    expect(Object.keys((await stagesOf(client, 'ring')) ?? {})).toEqual([v1, v2]);
  });

  test('starts nothing for the token of a version that exists', async () => {
    const { client, secrets, runs } = await start();
    await rotate(client, v1);
    await secrets.rotationsSettled();
    expect(runs).toEqual([]);
  });

  test('needs a function, which the request may bring along', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    await refused(rotate(client, v2), 'InvalidRequestException', 400);
    const RotationRules = { AutomaticallyAfterDays: 7 };
    await rotate(client, v2, { RotationLambdaARN, RotationRules });
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'ring' }))).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN,
      RotationRules,
    });
  });

  test('only sets up what it is told to leave to the schedule', async () => {
    const { client, secrets, runs } = await start();
    await rotate(client, v2, { RotateImmediately: false });
    await secrets.rotationsSettled();
    expect(runs).toEqual([]);
    expect(Object.keys((await stagesOf(client, 'ring')) ?? {})).toEqual([v1]);
  });

  test('can be started directly, as the schedule does', async () => {
    const { secrets, runs, arn } = await start();
    expect(secrets.rotate('ring')).toBe(token('made2'));
    await secrets.rotationsSettled();
    expect(runs).toEqual([[arn, token('made2')]]);
  });
});
