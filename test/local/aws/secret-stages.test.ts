import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { stagesOf, startSecrets, token } from './secrets-support.ts';
import { refused } from './support.ts';

const [v1, v2, v3] = [token('made1'), token('v2'), token('v3')];

/** Three versions: v1 is current, v2 pending, v3 bears no label that matters. */
async function start() {
  const started = await startSecrets();
  const { secrets, client, now } = started;
  secrets.create('ring', 'one');
  const { versions } = secrets.secret('ring');
  versions.put(v2, { SecretString: 'two' }, ['AWSPENDING'], now());
  versions.put(v3, { SecretString: 'three' }, ['mine'], now());
  const move = (VersionStage: string, RemoveFromVersionId?: string, MoveToVersionId?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'ring',
        VersionStage,
        RemoveFromVersionId,
        MoveToVersionId,
      }),
    );
  return { ...started, move };
}

describe('UpdateSecretVersionStage', () => {
  test('moves AWSCURRENT from the version that holds it, which becomes AWSPREVIOUS', async () => {
    const { client, move } = await start();
    await move('AWSCURRENT', v1, v2);
    expect(await stagesOf(client, 'ring')).toEqual({
      [v1]: ['AWSPREVIOUS'],
      [v2]: ['AWSPENDING', 'AWSCURRENT'],
      [v3]: ['mine'],
    });
  });

  test('goes back: AWSPREVIOUS leaves the version that becomes current again', async () => {
    const { client, move } = await start();
    await move('AWSCURRENT', v1, v2);
    await move('AWSCURRENT', v2, v1);
    expect(await stagesOf(client, 'ring')).toEqual({
      [v1]: ['AWSCURRENT'],
      [v2]: ['AWSPENDING', 'AWSPREVIOUS'],
      [v3]: ['mine'],
    });
  });

  test('refuses to move from a version that does not hold the label', async () => {
    const { client, move } = await start();
    const before = await stagesOf(client, 'ring');
    await refused(move('AWSCURRENT', v3, v2), 'InvalidParameterException', 400);
    await refused(move('AWSCURRENT', undefined, v2), 'InvalidParameterException', 400);
    await refused(move('nowhere', v1, v2), 'InvalidParameterException', 400);
    expect(await stagesOf(client, 'ring')).toEqual(before);
  });

  test('lets one of two win that read the same version', async () => {
    const { client, move } = await start();
    await move('AWSCURRENT', v1, v2);
    await refused(move('AWSCURRENT', v1, v3), 'InvalidParameterException', 400);
    expect((await stagesOf(client, 'ring'))?.[v2]).toContain('AWSCURRENT');
  });

  test('attaches a label that is nowhere, and again where it is, without a word', async () => {
    const { client, move } = await start();
    await move('new', undefined, v3);
    await move('new', undefined, v3);
    expect((await stagesOf(client, 'ring'))?.[v3]).toEqual(['mine', 'new']);
  });

  test('removes a label, and with the last one the version from the description', async () => {
    const { client, move } = await start();
    await move('mine', v3);
    expect(Object.keys((await stagesOf(client, 'ring')) ?? {})).toEqual([v1, v2]);
  });

  test('never removes AWSCURRENT altogether', async () => {
    const { client, move } = await start();
    await refused(move('AWSCURRENT', v1), 'InvalidParameterException', 400);
    expect((await stagesOf(client, 'ring'))?.[v1]).toEqual(['AWSCURRENT']);
  });

  test('knows neither another version nor another secret', async () => {
    const { client, move } = await start();
    const unknown = token('unknown');
    await refused(move('AWSCURRENT', v1, unknown), 'ResourceNotFoundException', 400);
    await refused(move('AWSCURRENT', unknown, v2), 'ResourceNotFoundException', 400);
    const other = { SecretId: 'other', VersionStage: 'AWSCURRENT', MoveToVersionId: v1 };
    const answer = client.send(new UpdateSecretVersionStageCommand(other));
    await refused(answer, 'ResourceNotFoundException', 400);
  });
});
