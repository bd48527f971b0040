/** What gives a deployment its first keys within the deploy, as it ships, and at its seams. */
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { seed } from '../../keys/seed-handler.ts';
import { seedSettingsVariable, unseededMark, type SeedSettings } from '../../keys/seed-settings.ts';
import { createAccount, lambdaEnvironment, storeArn, type Account } from '../../local/account.ts';
import { keyValueStoreClient, secretsManagerClient } from '../../local/aws/clients.ts';
import { createClock } from '../../local/clock.ts';
import { createLambda, type LocalLambda } from '../../local/lambda.ts';
import { serve, type RunningServer } from '../../local/serve.ts';
import { deriveEdgeRing, formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';

const clock = createClock();
const ringSecret = 'root-ring';
const settings: SeedSettings = { audience: 'demo', keyValueStore: storeArn, ringSecret };
const unseeded = JSON.stringify({ [unseededMark]: 'made up by CloudFormation' });

let account: Account;
let server: RunningServer;
let lambda: LocalLambda;
let lines: string[];

beforeEach(async () => {
  lines = [];
  account = createAccount(clock.now);
  server = await serve(account.handle);
  lambda = createLambda({
    bundle: new URL('../../dist/seed/index.mjs', import.meta.url),
    env: {
      ...lambdaEnvironment(server.port),
      AWS_MAX_ATTEMPTS: '1',
      [seedSettingsVariable]: JSON.stringify(settings),
    },
    clock,
    onLog: (line) => {
      lines.push(line);
    },
  });
});

afterEach(async () => {
  await lambda?.stop();
  await server?.close();
});

const rootText = () => account.secrets.value(ringSecret) ?? '';
const edgeText = () => account.store.get('keys.demo');
const run = () => lambda.invoke({});

function expectAgreement(): KeyRing {
  const root = parseRing(rootText());
  expect(root).not.toBeNull();
  expect(edgeText()).toBe(formatRing(deriveEdgeRing(root!, 'demo', 0)));
  return root!;
}

describe('a new deployment', () => {
  test('gets a key that signs and a standby, in both places', async () => {
    account.secrets.create(ringSecret, unseeded);
    await run();
    const { keys } = expectAgreement();
    expect(keys.map(({ signsFrom }) => signsFrom === null)).toEqual([false, true]);
    expect(keys[0]!.key).not.toBe(keys[1]!.key);
    expect(lines.join()).not.toContain(keys[0]!.key);
  });

  test('also where the secret has no value at all', async () => {
    const client = secretsManagerClient(server.port);
    await client.send(new CreateSecretCommand({ Name: ringSecret }));
    client.destroy();
    await run();
    expectAgreement();
  });

  test('has one ring whoever runs at the same time', async () => {
    account.secrets.create(ringSecret, unseeded);
    const clients = {
      secrets: secretsManagerClient(server.port, { maxAttempts: 1 }),
      store: keyValueStoreClient(server.port, { maxAttempts: 1 }),
    };
    const once = () =>
      seed(settings, {
        ...clients,
        now: () => Math.floor(clock.now() / 1000),
        randomKey: () => randomBytes(32).toString('base64url'),
      });
    const runs = await Promise.allSettled([once(), once(), once()]);
    expect(runs.map(({ status }) => status)).toContain('fulfilled');
    expectAgreement();
    clients.secrets.destroy();
    clients.store.destroy();
  });
});

test('a further audience of a store begins with the window of the others', async () => {
  const ring = { notBefore: 0, revokedUntil: 1_900_000_000, signInsFrom: 0 };
  const keys = [{ kid: 'a', key: 'x'.repeat(43), signsFrom: 1 }];
  const others = formatRing({ ...ring, keys });
  account.store.seed({ 'keys.others': others, 'r:ada': 'whatever' });
  account.secrets.create(ringSecret, unseeded);
  await run();
  expect(parseRing(edgeText()!)?.revokedUntil).toBe(1_900_000_000);
  expect(account.store.get('keys.others')).toBe(others);
});

describe('a deployment that has its keys', () => {
  beforeEach(async () => {
    account.secrets.create(ringSecret, unseeded);
    await run();
  });

  test('keeps them', async () => {
    const before = [rootText(), edgeText()];
    const writes = account.store.calls.of('PutKey');
    await run();
    expect([rootText(), edgeText()]).toEqual(before);
    expect(account.store.calls.of('PutKey')).toBe(writes);
  });

  test('keeps what a rotation has taught the edges already, and the window of revocations', async () => {
    const known = parseRing(edgeText()!)!;
    const next = { kid: 'zzzzzz', key: 'x'.repeat(43), signsFrom: null };
    const ahead = formatRing({
      ...known,
      revokedUntil: 1_900_000_000,
      keys: [...known.keys, next],
    });
    account.store.seed({ 'keys.demo': ahead });
    await run();
    expect(edgeText()).toBe(ahead);
  });

  test('teaches the edges again where they lack a key, and keeps the window', async () => {
    const known = parseRing(edgeText()!)!;
    const lacking = { ...known, revokedUntil: 1_900_000_000, keys: known.keys.slice(1) };
    account.store.seed({ 'keys.demo': formatRing(lacking) });
    await run();
    expect(edgeText()).toBe(
      formatRing(deriveEdgeRing(parseRing(rootText())!, 'demo', 1_900_000_000)),
    );
  });
});

describe('the deploy fails', () => {
  test('where the secret holds something else, which stays', async () => {
    account.secrets.create(ringSecret, 'a ring of a later version');
    await expect(run()).rejects.toThrow(/no key ring that this version can read/);
    expect(rootText()).toBe('a ring of a later version');
    expect(edgeText()).toBeUndefined();
  });

  test('where there is no store', async () => {
    account.secrets.create(ringSecret, unseeded);
    const other: SeedSettings = { ...settings, keyValueStore: `${storeArn.slice(0, -1)}6` };
    const store = keyValueStoreClient(server.port, { maxAttempts: 1 });
    const secrets = secretsManagerClient(server.port, { maxAttempts: 1 });
    await expect(
      seed(other, { store, secrets, now: () => 1_800_000_000, randomKey: () => 'k'.repeat(43) }),
    ).rejects.toThrow();
    store.destroy();
    secrets.destroy();
  });
});
