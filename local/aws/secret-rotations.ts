import { AwsError } from './errors.ts';
import { current, pending, type SecretVersions } from './secret.ts';

/**
 * Runs the four steps of a rotation, as the service invokes the rotation Lambda for them.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export type RotationHook = (secretArn: string, token: string) => void | Promise<void>;

/**
 * Announces the version that a rotation will fill. Returns its id, or null where the token's
 * version exists already, so that the same request again starts nothing. Throws
 * InvalidRequestException, with the version that is waiting, where an earlier rotation has not
 * come to its end.
 */
export function announce(versions: SecretVersions, token: string, now: number): string | null {
  const waiting = versions.holder(pending);
  if (waiting && waiting !== versions.holder(current)) {
    if (waiting.id === token) return token;
    throw new UnfinishedRotation(waiting.id);
  }
  if (versions.find(token)) return null;
  versions.attach(pending, versions.add(token, now));
  return token;
}

/** The service refuses the request, and takes up the earlier rotation again. */
export class UnfinishedRotation extends AwsError {
  readonly token: string;

  constructor(token: string) {
    super(
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
    );
    this.token = token;
  }
}

/** The rotations under way: started with the answer, finished after it. */
export class Rotations {
  #running: Promise<unknown>[] = [];

  /** Runs after the current turn of the event loop, as a Lambda does after the answer. */
  start(run: () => void | Promise<void>): void {
    this.#running.push(
      new Promise<void>((resolve) => setImmediate(resolve)).then(run).then(
        () => undefined,
        (error: unknown) => error ?? new Error('The rotation failed.'),
      ),
    );
  }

  /** Waits for all that have been started; the errors of those that failed. */
  async settled(): Promise<unknown[]> {
    const errors: unknown[] = [];
    while (this.#running.length > 0) {
      const running = this.#running;
      this.#running = [];
      errors.push(...(await Promise.all(running)));
    }
    return errors.filter((error) => error !== undefined);
  }
}
