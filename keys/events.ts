/**
 * What may reach the keys Lambda, told apart strictly: an event is exactly one of these, or refused.
 * None of them says who sent it; who may is in the Lambda's resource policy and in IAM.
 */
import { subjectShape } from '../session/token.ts';
import type { Operation } from './operations.ts';
import { rotationSteps, type RotationStep } from './rotation-steps.ts';

export type KeysEvent =
  | { readonly kind: 'rotation'; readonly step: RotationStep; readonly id: string }
  | { readonly kind: 'daily' }
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** It wants to be an operation, and is none; the caller is told why. */
  | { readonly kind: 'no-operation'; readonly why: string }
  | { readonly kind: 'unknown' };

/** @param secretArn the secret that this Lambda rotates; no other is its business */
export function readEvent(event: unknown, secretArn: string): KeysEvent {
  if (!isObject(event)) return { kind: 'unknown' };
  if ('operation' in event) return readOperation(event);
  if ('Step' in event) return readRotation(event, secretArn);
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
  return event['source'] === 'aws.events' && event['detail-type'] === 'Scheduled Event'
    ? { kind: 'daily' }
    : { kind: 'unknown' };
}

function readRotation(event: Fields, secretArn: string): KeysEvent {
  const { Step, SecretId, ClientRequestToken: id, ...others } = event;
  const step = rotationSteps.find((name) => name === Step);
  const isOurs =
    step !== undefined &&
    SecretId === secretArn &&
    text(/^[\w-]{32,64}$/)(id) &&
    // The service adds one where it has taken on a role for the rotation.
    Object.keys(others).every((name) => name === 'RotationToken');
  return isOurs ? { kind: 'rotation', step, id: id as string } : { kind: 'unknown' };
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text =
  (shape: RegExp): Check =>
  (value) =>
    typeof value === 'string' && shape.test(value);

/** What each operation takes besides its name. */
const fields: { readonly [Name in Operation['operation']]: Readonly<Record<string, Check>> } = {
  status: {},
  repair: {},
  rotate: {},
  drop: { all: (value) => typeof value === 'boolean' },
  // As Cognito has it, which knows no white space in names.
  'revoke-user': { user: text(/^[^\s\p{C}]{1,128}$/u) },
  'revoke-session': { sub: text(subjectShape), sid: text(/^[\w-]{16}$/) },
  'revoke-everyone': {},
  inspect: { token: (value) => typeof value === 'string' && value.length <= 4096 },
};

function readOperation({ operation, ...given }: Fields): KeysEvent {
  if (typeof operation !== 'string' || !Object.hasOwn(fields, operation)) {
    return { kind: 'no-operation', why: 'there is no such operation' };
  }
  const checks = fields[operation as Operation['operation']];
  const faults = [
    ...Object.keys(given)
      .filter((name) => !Object.hasOwn(checks, name))
      .map((name) => `${operation} takes no ${name}`),
    ...Object.entries(checks)
      .filter(([name, check]) => !check(given[name]))
      .map(([name]) => `${name} is missing or not valid`),
  ];
  if (faults.length > 0) return { kind: 'no-operation', why: faults.join('; ') };
  return { kind: 'operation', operation: { operation, ...given } as Operation };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
