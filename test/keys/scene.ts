/** Secret and store behind real SDK clients, where any call can fail, or somebody can come between. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { lookAt } from '../../keys/look.ts';
import type { Keys } from '../../keys/keys.ts';
import type { OperatorContext } from '../../keys/operator/index.ts';
import { rotationSteps, runStep } from '../../keys/rotation-steps.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import { sdkRingStore } from '../../keys/sdk-ring-store.ts';
import { seedRing } from '../../keys/seed.ts';
import { createAccount, storeArn, type Account } from '../../local/account.ts';
import { keyValueStoreClient, secretsManagerClient } from '../../local/aws/clients.ts';
import { serve, type RunningServer } from '../../local/serve.ts';
import { deriveEdgeRing, formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';

/** Seconds. */
export const times = { lead: 600, sessionTtl: 1800 };
export const start = 1_800_000_000;

/** Stands around every call to AWS; the call happens when it says so. */
export type Around = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

export class Scene {
  account!: Account;
  /** Seconds since 1970. */
  now = start;
  around: Around = (_, call) => call();
  /** Lines that were told to CloudWatch. */
  readonly lines: string[] = [];
  #server: RunningServer | undefined;
  #secrets!: SecretsManagerClient;
  #store!: CloudFrontKeyValueStoreClient;
  #made = 0;

  constructor() {
    beforeAll(async () => {
      this.#server = await serve((request) => this.account.handle(request));
      const { port } = this.#server;
      this.#secrets = secretsManagerClient(port, { maxAttempts: 1 });
      this.#store = keyValueStoreClient(port, { maxAttempts: 1 });
      this.#watch(this.#secrets);
      this.#watch(this.#store);
    });
    afterAll(async () => {
      this.#secrets?.destroy();
      this.#store?.destroy();
      await this.#server?.close();
    });
  }

  #watch(client: SecretsManagerClient | CloudFrontKeyValueStoreClient): void {
    const { middlewareStack } = client as SecretsManagerClient;
    middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          this.around(commandName ?? '', () => next(args)) as ReturnType<typeof next>,
      { step: 'initialize' },
    );
  }

  /** A deployment that has just got its first keys, or this ring by now. */
  reset(root?: KeyRing, now = start): void {
    this.now = now;
    this.around = (_, call) => call();
    this.lines.length = 0;
    this.account = createAccount(() => this.now * 1000);
    const ring = root ?? seedRing(this.now, this.randomKey);
    this.account.secrets.create('ring', formatRing(ring));
    this.account.store.seed({ 'keys.demo': formatRing(deriveEdgeRing(ring, 'demo', 0)) });
    this.account.secrets.enableRotation('ring', 'arn:aws:lambda:eu-west-1:123456789012:function:k');
    this.account.secrets.onRotate = async (_, id) => {
      for (const step of rotationSteps) await runStep(this.keys, step, id);
    };
  }

  readonly randomKey = () => `key-${++this.#made}-`.padEnd(43, '0');

  get keys(): Keys {
    return {
      audience: 'demo',
      times,
      roots: sdkRingStore(this.#secrets, 'ring'),
      edges: sdkEdgeStore(this.#store, storeArn),
      now: () => this.now,
      randomKey: this.randomKey,
    };
  }

  /** With a user pool of one: Ada, of whom no call to Cognito is told. */
  get operator(): OperatorContext {
    return {
      ...this.keys,
      maxAge: 3600,
      signInAge: 604_800,
      users: {
        find: (name) =>
          Promise.resolve(name === 'ada' ? { username: 'ada', sub: 'sub-ada' } : null),
        knows: (sub) => Promise.resolve(sub === 'sub-ada'),
        signOut: () => Promise.resolve(),
      },
      startRotation: () => {
        this.account.secrets.rotate('ring');
        return Promise.resolve();
      },
      tell: (line) => {
        this.lines.push(line);
      },
    };
  }

  get root(): KeyRing {
    return ringOf(this.account.secrets.value('ring'));
  }

  get edge(): KeyRing {
    return ringOf(this.account.store.get('keys.demo'));
  }

  /** A whole rotation as the service does it, or the one that it has to take up again; its errors. */
  async rotate(): Promise<unknown[]> {
    try {
      this.account.secrets.rotate('ring');
    } catch {
      // The service takes up the earlier one.
    }
    return this.account.secrets.rotationsSettled();
  }

  /** As the service and its schedule do, until a rotation has come to its end. */
  async rotateInTheEnd(): Promise<void> {
    for (let attempt = 1; (await this.rotate()).length > 0; attempt++) {
      if (attempt === 4) throw new Error('no rotation comes to its end');
    }
  }

  /** Secret and store say the same, and nothing is under way. */
  async expectAgreement(): Promise<void> {
    const { differences, pending } = await lookAt(this.keys);
    expect({ differences, pending: pending.state }).toEqual({ differences: [], pending: 'none' });
  }
}

function ringOf(text: string | undefined): KeyRing {
  const ring = parseRing(text ?? '');
  if (!ring) throw new Error('no ring');
  return ring;
}
