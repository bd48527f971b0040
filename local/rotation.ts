/** Rotation as Secrets Manager does it: four events for a Lambda, and a schedule. */
import { rotationSteps } from '../keys/rotation-steps.ts';
import type { SecretsManager } from './aws/index.ts';
import type { LocalLambda } from './lambda.ts';

/** Has a Lambda rotate the secret. A step that fails is the end of it, until it is tried again. */
export function rotateBy(
  secrets: SecretsManager,
  name: string,
  lambdaArn: string,
  lambda: LocalLambda,
): void {
  secrets.enableRotation(name, lambdaArn);
  secrets.onRotate = async (SecretId, ClientRequestToken) => {
    for (const Step of rotationSteps) {
      await lambda.invoke({ Step, SecretId, ClientRequestToken });
    }
  };
}

/**
 * @param seconds of this machine's clock; without it nothing is scheduled
 * @returns what ends it
 */
export function rotateEvery(
  seconds: number | undefined,
  secrets: SecretsManager,
  name: string,
): () => void {
  if (seconds === undefined) return () => undefined;
  const timer = setInterval(() => {
    try {
      secrets.rotate(name);
    } catch {
      // The one before has not ended: the service goes on with that.
    }
  }, seconds * 1000);
  return () => {
    clearInterval(timer);
  };
}
