/** What gives a deployment its first keys within the deploy, as it ships, and at its seams. */
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { makeFirstKeys, unseededMark } from '../../keys/first-keys.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import { sdkRingStore } from '../../keys/sdk-ring-store.ts';
import { seedSettingsVariable, type SeedSettings } from '../../keys/settings.ts';
import { createAccount, lambdaEnvironment, storeArn, type Account } from '../../local/account.ts';
import {
  keyValueStoreClient,
  localAccount,
  secretsManagerClient,
} from '../../local/aws/clients.ts';
import { createClock } from '../../local/clock.ts';
import { createLambda, type LocalLambda } from '../../local/lambda.ts';
import { serve, type RunningServer } from '../../local/serve.ts';
import { deriveEdgeRing, formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';

const clock = createClock();
const ringSecret = 'root-ring';
const settings: SeedSettings = {
  audience: 'demo',
  keyValueStore: storeArn,
  // An ARN counts without its random end, too.
  ringSecret: `arn:aws:secretsmanager:${localAccount.region}:${localAccount.accountId}:secret:${ringSecret}`,
};
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
      makeFirstKeys({
        audience: 'demo',
        roots: sdkRingStore(clients.secrets, ringSecret),
        edges: sdkEdgeStore(clients.store, storeArn),
        now: () => Math.floor(clock.now() / 1000),
        randomKey: () => randomBytes(32).toString('base64url'),
      });
    await Promise.all([once(), once(), once()]);
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
    const writes = account.store.calls.of('UpdateKeys');
    await run();
    expect([rootText(), edgeText()]).toEqual(before);
    expect(account.store.calls.of('UpdateKeys')).toBe(writes);
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

  test('opens the window again where the ring is lost and the revocations are not', async () => {
    const until = Math.floor(clock.now() / 1000) + 999;
    account.store.seed({ 'keys.demo': 'of no use', 'r:ada': `${until.toString(36)} 0` });
    await run();
    expect(parseRing(edgeText()!)!.revokedUntil).toBeGreaterThanOrEqual(until);
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
    const store = keyValueStoreClient(server.port, { maxAttempts: 1 });
    const secrets = secretsManagerClient(server.port, { maxAttempts: 1 });
    await expect(
      makeFirstKeys({
        audience: 'demo',
        roots: sdkRingStore(secrets, ringSecret),
        edges: sdkEdgeStore(store, `${storeArn.slice(0, -1)}6`),
        now: () => 1_800_000_000,
        randomKey: () => 'k'.repeat(43),
      }),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    store.destroy();
    secrets.destroy();
  });

  test('where the settings are not those of a deployment', async () => {
    const other = createLambda({
      bundle: new URL('../../dist/seed/index.mjs', import.meta.url),
      env: { ...lambdaEnvironment(server.port), [seedSettingsVariable]: '{"audience":"a b"}' },
      clock,
    });
    await expect(other.invoke({})).rejects.toThrow(
      /audience has to be letters.*keyValueStore has to be the ARN.*ringSecret has to be the ARN/,
    );
    await other.stop();
  });
});
