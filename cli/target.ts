/** The deployment that a command is about, and how its keys Lambda is asked. */
import type { Operation } from '../keys/operations.ts';
import type { Aws } from './aws/clients.ts';
import { findDeployment, type Deployment } from './deployment.ts';
import { askKeys, maybeDone, type Answered } from './keys-lambda.ts';
import { connectTo, type TargetOptions } from './options.ts';
import { inOneStep } from './progress.ts';

export interface Target {
  readonly aws: Aws;
  readonly deployment: Deployment;
  readonly isJson: boolean;
}

/** @throws {Failure | UsageError} */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const aws = connectTo(options);
  const isJson = options.json === true;
  const find = () => findDeployment(aws, options);
  return { aws, isJson, deployment: await inOneStep(isJson, 'Finding the deployment', find) };
}

/**
 * @param title what is said meanwhile
 * @throws {Failure}
 */
export function ask<O extends Operation>(
  { aws, deployment, isJson }: Target,
  operation: O,
  title: string,
): Promise<Answered<O['operation']>> {
  const lost = maybeDone(operation, 'interrupted');
  return inOneStep(isJson, title, () => askKeys(aws, deployment, operation), lost);
}
