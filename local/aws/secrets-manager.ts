import { createHash, randomUUID } from 'node:crypto';
import type { HttpHandler } from '../http.ts';
import { CallCounter } from './calls.ts';
import { AwsError } from './errors.ts';
import type { Input } from './input.ts';
import { jsonRpc } from './json-rpc.ts';
import { announce, Rotations, UnfinishedRotation, type RotationHook } from './secret-rotations.ts';
import { checkSecretName, secretContent } from './secret-input.ts';
import { current, SecretVersions } from './secret.ts';
import { secretOperations } from './secrets-manager-operations.ts';

export type { RotationHook } from './secret-rotations.ts';

export interface SecretsManagerOptions {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For versions that no request names; default a random UUID. */
  readonly newToken?: () => string;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  /** Description, KmsKeyId and Tags, told as they were given. */
  readonly details: Input;
  readonly versions: SecretVersions;
  changedAt: number;
  rotatedAt: number | null;
  rotationLambdaArn: string | null;
  rotationRules: unknown;
}

/**
 * Secrets Manager: secrets, their versions and staging labels, and the start of rotations.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export class SecretsManager {
  readonly calls = new CallCounter();
  readonly handle: HttpHandler;
  readonly now: () => number;
  /** Called for each rotation, after its version was announced as AWSPENDING. */
  onRotate: RotationHook | null = null;
  readonly #options: SecretsManagerOptions;
  readonly #secrets = new Map<string, Secret>();
  readonly #rotations = new Rotations();

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
    this.now = options.now;
    this.handle = jsonRpc({
      target: 'secretsmanager',
      signingName: 'secretsmanager',
      version: '1.1',
      operations: secretOperations(this),
      calls: this.calls,
    });
  }

  /** Makes a secret whose first version is AWSCURRENT; its ARN. */
  create(name: string, value: string): string {
    const secret = this.add(name, {});
    const content = secretContent({ SecretString: value });
    if (content) secret.versions.put(this.#newToken(), content, [current], this.now());
    return secret.arn;
  }

  /** The text under a staging label, AWSCURRENT by default; undefined where there is none. */
  value(secretId: string, stage: string = current): string | undefined {
    return this.secret(secretId).versions.holder(stage)?.content?.SecretString;
  }

  /** What the deployment sets up: rotation by this Lambda. */
  enableRotation(secretId: string, rotationLambdaArn: string): void {
    this.secret(secretId).rotationLambdaArn = rotationLambdaArn;
  }

  /** What the schedule and the console's button do; the id of the version that will be filled. */
  rotate(secretId: string, token: string = this.#newToken()): string {
    const secret = this.secret(secretId);
    if (secret.rotationLambdaArn === null) {
      throw new AwsError(
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      );
    }
    try {
      const announced = announce(secret.versions, token, this.now());
      if (announced !== null) this.#run(secret, announced);
    } catch (error) {
      if (error instanceof UnfinishedRotation) this.#run(secret, error.token);
      throw error;
    }
    return token;
  }

  /** Waits until every started rotation is over; the errors of those that failed. */
  rotationsSettled(): Promise<unknown[]> {
    return this.#rotations.settled();
  }

  /** By name, ARN, or ARN without its random end. Throws ResourceNotFoundException. */
  secret(id: string): Secret {
    for (const secret of this.#secrets.values()) {
      if ([secret.name, secret.arn, secret.arn.slice(0, -7)].includes(id)) return secret;
    }
    throw new AwsError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    );
  }

  /** A secret without a version. Throws ResourceExistsException where the name is taken. */
  add(name: string, details: Input): Secret {
    checkSecretName(name);
    if (this.#secrets.has(name)) {
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const createdAt = this.now();
    const secret: Secret = {
      arn: this.#arn(name),
      name,
      createdAt,
      details,
      versions: new SecretVersions(),
      changedAt: createdAt,
      rotatedAt: null,
      rotationLambdaArn: null,
      rotationRules: undefined,
    };
    this.#secrets.set(name, secret);
    return secret;
  }

  #run(secret: Secret, token: string): void {
    this.#rotations.start(async () => {
      await this.onRotate?.(secret.arn, token);
      if (secret.versions.holder(current)?.id === token) secret.rotatedAt = this.now();
    });
  }

  /** AWS ends the name with six random characters; here they follow from it. */
  #arn(name: string): string {
    const { region, accountId } = this.#options;
    const end = createHash('sha256').update(name).digest('hex').slice(0, 6);
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${end}`;
  }

  #newToken(): string {
    return (this.#options.newToken ?? randomUUID)();
  }
}
