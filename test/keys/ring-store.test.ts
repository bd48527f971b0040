/** What every writer of the root ring relies on, of each kind of store. */
import { CreateSecretCommand, ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { StaleError } from '../../keys/ring-store.ts';
import { proposed, sdkRingStore } from '../../keys/sdk-ring-store.ts';
import { stagesOf, startSecrets } from '../local/aws/secrets-support.ts';
import { kindsOfRingStore } from './ring-stores.ts';

describe.each(kindsOfRingStore)('a store of the root ring %s', (_, open) => {
  test('has nothing in a secret without a value, and takes the first', async () => {
    const { store } = await open(null);
    expect(await store.read()).toMatchObject({ current: null, pending: null });
    const first = await store.replace(null, 'one');
    expect((await store.read()).current).toEqual({ id: first.id, text: 'one' });
    await expect(store.replace(null, 'another')).rejects.toThrow(StaleError);
    expect((await store.read()).current?.text).toBe('one');
  });

  test('replaces the version that was read, and no other', async () => {
    const { store } = await open('one');
    const { current } = await store.read();
    const two = await store.replace(current!.id, 'two');
    expect((await store.read()).current).toEqual({ id: two.id, text: 'two' });
    await expect(store.replace(current!.id, 'late')).rejects.toThrow(StaleError);
    await expect(store.replace(null, 'late')).rejects.toThrow(StaleError);
    expect((await store.read()).current?.text).toBe('two');
  });

  test('lets one of many win who replace at once', async () => {
    const { store } = await open('one');
    const { id } = (await store.read()).current!;
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((text) => store.replace(id, text)),
    );
    const won = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    expect(won).toHaveLength(1);
    expect((await store.read()).current).toEqual(won[0]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(StaleError);
    }
  });

  test('has a rotation go through announced, filled and finished', async () => {
    const { store, announce } = await open('one');
    const { id: from } = (await store.read()).current!;
    const id = announce();
    expect((await store.read()).pending).toEqual({ id, text: null });
    await store.fill(id, 'two');
    expect(await store.read()).toMatchObject({
      current: { id: from, text: 'one' },
      pending: { id, text: 'two' },
    });
    await store.finish(id, from);
    expect(await store.read()).toMatchObject({ current: { id, text: 'two' }, pending: null });
    await store.finish(id, from);
    expect((await store.read()).current).toEqual({ id, text: 'two' });
  });

  test('keeps what filled a rotation first', async () => {
    const { store, announce } = await open('one');
    const id = announce();
    await store.fill(id, 'two');
    await store.fill(id, 'another');
    expect((await store.read()).pending).toEqual({ id, text: 'two' });
  });

  test('finishes nothing that was compared with an older version', async () => {
    const { store, announce } = await open('one');
    const { id: from } = (await store.read()).current!;
    const id = announce();
    await store.fill(id, 'two');
    await store.replace(from, 'dropped');
    await expect(store.finish(id, from)).rejects.toThrow(StaleError);
    expect((await store.read()).current?.text).toBe('dropped');
  });

  test('gives a rotation up, after which the next begins anew', async () => {
    const { store, announce } = await open('one');
    const id = announce();
    await store.fill(id, 'two');
    await store.abandon(id);
    await store.abandon(id);
    expect((await store.read()).pending).toBeNull();
    const next = announce();
    expect(next).not.toBe(id);
    expect((await store.read()).pending).toEqual({ id: next, text: null });
  });

  test('is not taken for rotating when the ring that a rotation brought is replaced', async () => {
    const { store, announce } = await open('one');
    const id = announce();
    await store.fill(id, 'two');
    await store.finish(id, (await store.read()).current!.id);
    await store.replace(id, 'three');
    expect(await store.read()).toMatchObject({ current: { text: 'three' }, pending: null });
    expect(announce()).not.toBe(id);
  });
});

describe('by the SDK', () => {
  test('proposals do not use up the versions of a secret', async () => {
    const { secrets, client, now } = await startSecrets();
    secrets.create('ring', 'one');
    const store = sdkRingStore(client, 'ring');
    for (let change = 0; change < 130; change++) {
      now.advance(900_000);
      await store.replace((await store.read()).current!.id, `ring ${change}`);
    }
    const { Versions } = await client.send(
      new ListSecretVersionIdsCommand({ SecretId: 'ring', IncludeDeprecated: true }),
    );
    expect(Versions!.length).toBeLessThanOrEqual(100);
    const labels = Object.values((await stagesOf(client, 'ring')) ?? {}).flat();
    expect(labels.sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS', proposed].sort());
  });

  test('a replacement whose answer was lost is no stale one', async () => {
    const { secrets, client } = await startSecrets();
    secrets.create('ring', 'one');
    const store = sdkRingStore(client, 'ring');
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args);
          // The SDK's own second try of what has been done already.
          return commandName === 'UpdateSecretVersionStageCommand' ? next(args) : answer;
        },
      { step: 'finalizeRequest' },
    );
    await store.replace((await store.read()).current!.id, 'two');
    expect(secrets.value('ring')).toBe('two');
  });

  test('says when the service rotates', async () => {
    const { secrets, client } = await startSecrets();
    await client.send(new CreateSecretCommand({ Name: 'ring', SecretString: 'one' }));
    const store = sdkRingStore(client, 'ring');
    expect((await store.read()).schedule).toEqual({ enabled: false, last: null, next: null });
    const secret = secrets.secret('ring');
    secret.rotationLambdaArn = 'arn';
    secret.rotationRules = { AutomaticallyAfterDays: 7 };
    secret.rotatedAt = 1_800_000_000_000;
    expect((await store.read()).schedule).toEqual({
      enabled: true,
      last: 1_800_000_000,
      next: 1_800_604_800,
    });
  });

  test.each([['a secret that is not there', 'nowhere', 'ResourceNotFoundException']])(
    '%s is an error',
    async (_, id, name) => {
      const { client } = await startSecrets();
      await expect(sdkRingStore(client, id).read()).rejects.toMatchObject({ name });
    },
  );
});
