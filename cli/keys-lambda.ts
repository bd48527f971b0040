/** Asks the keys Lambda, which alone has the keys; AWS's clock is the one that counts. */
import type { Operation, OperationAnswer } from '../keys/operations.ts';
import type { Aws } from './aws/clients.ts';
import { AwsFailure, call } from './aws/errors.ts';
import type { Deployment } from './deployment.ts';
import { Failure } from './failure.ts';

type Kind = Operation['operation'];
export type Answered<K extends Kind> = Extract<OperationAnswer<K>, { ok: true }>;

/** What may not happen twice because nobody heard the first answer: a second drop ends in 503s. */
const onlyOnce: readonly Kind[] = ['drop', 'rotate'];

/** @throws {Failure} when the Lambda cannot be asked, fails or refuses */
export async function askKeys<O extends Operation>(
  aws: Aws,
  { name, keysFunction }: Pick<Deployment, 'name' | 'keysFunction'>,
  operation: O,
): Promise<Answered<O['operation']>> {
  if (keysFunction === undefined) {
    throw new Failure(
      'no-keys-function',
      `${name} puts out no KeysFunction`,
      'Deploy this version of Latchkey, or name the Lambda: --keys-function NAME',
    );
  }
  const isOnce = onlyOnce.includes(operation.operation);
  const lambda = await aws.lambda(isOnce ? 1 : 3);
  const waits = {
    requestTimeout: aws.patience.keys,
    abortSignal: AbortSignal.timeout(aws.patience.keys),
  };
  const answer = await call('lambda:InvokeFunction', () =>
    lambda.invoke({ FunctionName: keysFunction, Payload: JSON.stringify(operation) }, waits),
  ).catch((error: unknown) => {
    const isUnheard = error instanceof AwsFailure && error.code === 'network';
    const unheard = isUnheard && maybeDone(operation, `no answer came (${error.message})`);
    throw unheard || withName(error, keysFunction);
  });
  if (answer.FunctionError !== undefined) {
    throw new Failure(
      'keys-function-failed',
      `the keys Lambda ${keysFunction} failed (${answer.FunctionError})`,
      `Its log says why: aws logs tail /aws/lambda/${nameOf(keysFunction)} --since 10m, or the log group of its stack`,
    );
  }
  return read(answer.Payload?.transformToString() ?? '', keysFunction);
}

function read<K extends Kind>(text: string, keysFunction: string): Answered<K> {
  const answer = parse(text) as Partial<OperationAnswer<K>> | null;
  if (typeof answer !== 'object' || typeof answer?.ok !== 'boolean') {
    throw new Failure(
      'not-understood',
      `${keysFunction} does not answer as a keys Lambda of this version`,
      'Is it the right function? If so, deploy this version of Latchkey',
    );
  }
  if (answer.ok) return answer as Answered<K>;
  const { error, message, retryAfter } = answer as Extract<OperationAnswer, { ok: false }>;
  const wait = retryAfter === undefined ? undefined : `Try again in ${retryAfter} s`;
  throw new Failure(error, message, wait);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function withName(error: unknown, keysFunction: string): unknown {
  if (!(error instanceof AwsFailure) || error.awsName !== 'ResourceNotFoundException') return error;
  return new Failure(
    'no-keys-function',
    `there is no Lambda ${keysFunction} in this account and region`,
    '--region and --profile choose another place',
  );
}

/**
 * No answer is no proof that nothing happened.
 *
 * @param why there is none
 * @returns `null` for what only reads
 */
export function maybeDone({ operation }: Operation, why: string): Failure | null {
  if (operation === 'status' || operation === 'inspect') return null;
  const isHarmless = operation === 'repair' || /^revoke-(user|session)$/.test(operation);
  return new Failure(
    'no-answer',
    `${why}; the ${operation} may have been done all the same`,
    isHarmless
      ? 'The same again does no harm; latchkey keys status shows keys and revocations'
      : 'Look before you try again: latchkey keys status',
  );
}

function nameOf(arn: string): string {
  return /:function:([^:]+)/.exec(arn)?.[1] ?? arn;
}
