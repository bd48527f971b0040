import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { startSecrets, stagesOf, token } from './secrets-support.ts';
import { refused } from './support.ts';

const put = (ClientRequestToken: string, SecretString: string, VersionStages?: string[]) =>
  new PutSecretValueCommand({
    SecretId: 'ring',
    ClientRequestToken,
    SecretString,
    ...(VersionStages ? { VersionStages } : {}),
  });

const get = (more: { VersionId?: string; VersionStage?: string } = {}) =>
  new GetSecretValueCommand({ SecretId: 'ring', ...more });

describe('CreateSecret', () => {
  test('makes a secret that is found by name, ARN and ARN without its end', async () => {
    const { client } = await startSecrets();
    const ClientRequestToken = token('v1');
    const { ARN = '' } = await client.send(
      new CreateSecretCommand({ Name: 'a/ring', SecretString: 's', ClientRequestToken }),
    );
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:a\/ring-[A-Za-z0-9]{6}$/,
    );
    for (const SecretId of ['a/ring', ARN, ARN.slice(0, -7)]) {
      expect(await client.send(new GetSecretValueCommand({ SecretId }))).toMatchObject({
        ARN,
        Name: 'a/ring',
        SecretString: 's',
        VersionId: ClientRequestToken,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(1_800_000_000_000),
      });
    }
  });

  test('keeps binary values', async () => {
    const { client } = await startSecrets();
    const SecretBinary = Buffer.from([0, 255]);
    await client.send(new CreateSecretCommand({ Name: 'ring', SecretBinary }));
    const { SecretBinary: read, SecretString } = await client.send(get());
    expect(Buffer.from(read ?? [])).toEqual(SecretBinary);
    expect(SecretString).toBeUndefined();
  });

  test('refuses a name that is taken, unless it is the same request again', async () => {
    const { client } = await startSecrets();
    const create = (name: string, SecretString: string) =>
      client.send(
        new CreateSecretCommand({
          Name: 'ring',
          SecretString,
          ClientRequestToken: token(name),
        }),
      );
    const first = await create('v1', 's');
    expect(await create('v1', 's')).toMatchObject({ ARN: first.ARN, VersionId: first.VersionId });
    await refused(create('v1', 'other'), 'ResourceExistsException', 400);
    await refused(create('v2', 's'), 'ResourceExistsException', 400);
  });

  test('refuses a name with other characters, and two values at once', async () => {
    const { client } = await startSecrets();
    const create = (Name: string, SecretBinary?: Uint8Array) =>
      client.send(
        new CreateSecretCommand({
          Name,
          SecretString: 's',
          ...(SecretBinary ? { SecretBinary } : {}),
        }),
      );
    await refused(create('a b'), 'ValidationException', 400);
    await refused(create('a', Buffer.from('s')), 'InvalidParameterException', 400);
  });
});

describe('GetSecretValue', () => {
  test('knows neither another secret, nor a secret without a value', async () => {
    const { client } = await startSecrets();
    await refused(client.send(get()), 'ResourceNotFoundException', 400);
    await client.send(new CreateSecretCommand({ Name: 'ring' }));
    await refused(client.send(get()), 'ResourceNotFoundException', 400);
  });

  test('finds by stage, by version and by both where they agree', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    await client.send(put(token('v2'), 'two', ['AWSPENDING']));
    const VersionId = token('v2');
    expect((await client.send(get())).SecretString).toBe('one');
    expect((await client.send(get({ VersionStage: 'AWSPENDING' }))).SecretString).toBe('two');
    expect((await client.send(get({ VersionId }))).SecretString).toBe('two');
    const both = get({ VersionId, VersionStage: 'AWSPENDING' });
    expect((await client.send(both)).SecretString).toBe('two');
    const apart = get({ VersionId, VersionStage: 'AWSCURRENT' });
    await refused(client.send(apart), 'InvalidRequestException', 400);
    const none = get({ VersionStage: 'AWSPREVIOUS' });
    await refused(client.send(none), 'ResourceNotFoundException', 400);
  });
});

describe('PutSecretValue', () => {
  test('moves AWSCURRENT, and AWSPREVIOUS to where that was', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    expect(await client.send(put(token('v2'), 'two'))).toMatchObject({
      VersionId: token('v2'),
      VersionStages: ['AWSCURRENT'],
    });
    await client.send(put(token('v3'), 'three'));
    expect(await stagesOf(client, 'ring')).toEqual({
      [token('v2')]: ['AWSPREVIOUS'],
      [token('v3')]: ['AWSCURRENT'],
    });
    expect(secrets.value('ring')).toBe('three');
    expect(secrets.value('ring', 'AWSPREVIOUS')).toBe('two');
    expect(secrets.value('ring', 'AWSPENDING')).toBeUndefined();
  });

  test('with other stages leaves AWSCURRENT where it is', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    await client.send(put(token('v2'), 'two', ['AWSPENDING', 'mine']));
    await client.send(put(token('v3'), 'three', ['AWSPENDING']));
    expect(await stagesOf(client, 'ring')).toEqual({
      [token('made1')]: ['AWSCURRENT'],
      [token('v2')]: ['mine'],
      [token('v3')]: ['AWSPENDING'],
    });
  });

  test('gives AWSCURRENT to the first version whatever its stages', async () => {
    const { client } = await startSecrets();
    await client.send(new CreateSecretCommand({ Name: 'ring' }));
    await client.send(put(token('v1'), 'one', ['mine']));
    expect(await stagesOf(client, 'ring')).toEqual({ [token('v1')]: ['mine', 'AWSCURRENT'] });
  });

  test('is idempotent by its token: the same again does nothing, another is refused', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    await client.send(put(token('v2'), 'two'));
    await client.send(put(token('v3'), 'three'));
    await client.send(put(token('v2'), 'two'));
    expect(secrets.value('ring')).toBe('three');
    await refused(client.send(put(token('v2'), 'other')), 'ResourceExistsException', 400);
    expect(secrets.value('ring', 'AWSPREVIOUS')).toBe('two');
  });

  test.each([
    ['31 characters', 31, false],
    ['32 characters', 32, true],
    ['64 characters', 64, true],
    ['65 characters', 65, false],
  ])('takes a token of %s: by its length', async (_name, length, fine) => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    const answer = client.send(put('t'.repeat(length), 'two'));
    if (fine) await answer;
    else await refused(answer, 'InvalidParameterException', 400);
  });

  test('takes 65,536 bytes and not one more', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    await client.send(put(token('v2'), 'x'.repeat(65_536)));
    const tooLong = client.send(put(token('v3'), 'x'.repeat(65_537)));
    await refused(tooLong, 'ValidationException', 400);
  });

  test('needs a value', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    const empty = client.send(new PutSecretValueCommand({ SecretId: 'ring' }));
    await refused(empty, 'InvalidRequestException', 400);
  });
});

describe('versions', () => {
  test('are listed: those with labels, or all, in pages', async () => {
    const { client, secrets } = await startSecrets();
    secrets.create('ring', 'one');
    for (const name of ['v2', 'v3']) await client.send(put(token(name), name));
    const list = async (more: object) =>
      client.send(new ListSecretVersionIdsCommand({ SecretId: 'ring', ...more }));
    const ids = (page: Awaited<ReturnType<typeof list>>) =>
      page.Versions?.map(({ VersionId }) => VersionId);
    expect(ids(await list({}))).toEqual([token('v2'), token('v3')]);
    const first = await list({ IncludeDeprecated: true, MaxResults: 2 });
    expect(ids(first)).toEqual([token('made1'), token('v2')]);
    const { NextToken } = first;
    expect(ids(await list({ IncludeDeprecated: true, NextToken }))).toEqual([token('v3')]);
  });

  test('reach their quota within a day, and make room after it', async () => {
    const { client, secrets, now } = await startSecrets();
    secrets.create('ring', 'one');
    for (let count = 2; count <= 100; count += 1) {
      secrets.secret('ring').versions.put(token(String(count)), {}, ['AWSCURRENT'], now());
    }
    await refused(client.send(put(token('v101'), 'x')), 'LimitExceededException', 400);
    now.advance(86_400_000);
    await client.send(put(token('v101'), 'x'));
    expect(secrets.value('ring')).toBe('x');
  });
});

test('DescribeSecret tells what it was given, times, and that nothing rotates', async () => {
  const { client, now } = await startSecrets();
  const Tags = [{ Key: 'a', Value: 'b' }];
  const create = { Name: 'ring', Description: 'd', Tags, SecretString: 's' };
  await client.send(new CreateSecretCommand(create));
  now.advance(1000);
  await client.send(put(token('v2'), 'two'));
  const described = await client.send(new DescribeSecretCommand({ SecretId: 'ring' }));
  expect(described).toMatchObject({
    Name: 'ring',
    Description: 'd',
    Tags,
    CreatedDate: new Date(1_800_000_000_000),
    LastChangedDate: new Date(1_800_000_001_000),
  });
  expect(described.RotationEnabled).toBeUndefined();
});
