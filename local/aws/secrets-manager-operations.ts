import { AwsError } from './errors.ts';
import {
  optionalBoolean,
  optionalInteger,
  optionalText,
  requiredText,
  type Input,
} from './input.ts';
import type { Operation } from './json-rpc.ts';
import { requestToken, secretContent, versionStages } from './secret-input.ts';
import { current, type SecretVersion } from './secret.ts';
import type { Secret, SecretsManager } from './secrets-manager.ts';

/** The operations by name, as `x-amz-target` has it; times on the wire are in seconds. */
export function secretOperations(manager: SecretsManager): ReadonlyMap<string, Operation> {
  const secretOf = (input: Input) => manager.secret(requiredText(input, 'SecretId'));
  return new Map<string, Operation>([
    ['CreateSecret', (input) => createSecret(manager, input)],
    ['GetSecretValue', (input) => getSecretValue(secretOf(input), input)],
    ['PutSecretValue', (input) => putSecretValue(secretOf(input), input, manager.now())],
    ['DescribeSecret', (input) => describeSecret(secretOf(input))],
    ['UpdateSecretVersionStage', (input) => updateStage(secretOf(input), input, manager.now())],
    ['ListSecretVersionIds', (input) => listVersions(secretOf(input), input)],
    ['RotateSecret', (input) => rotateSecret(manager, secretOf(input), input)],
  ]);
}

function createSecret(manager: SecretsManager, input: Input): object {
  const name = requiredText(input, 'Name');
  const token = requestToken(input);
  const content = secretContent(input);
  const { Description, KmsKeyId, Tags } = input;
  const secret =
    created(manager, name, token) ?? manager.add(name, { Description, KmsKeyId, Tags });
  if (!content) return naming(secret);
  secret.versions.put(token, content, [current], manager.now());
  return { ...naming(secret), VersionId: token };
}

/** The secret that an earlier, lost answer to the same request was about. */
function created(manager: SecretsManager, name: string, token: string): Secret | null {
  try {
    const secret = manager.secret(name);
    return secret.name === name && secret.versions.find(token) ? secret : null;
  } catch {
    return null;
  }
}

function getSecretValue(secret: Secret, input: Input): object {
  const version = wantedVersion(secret, input);
  return {
    ...naming(secret),
    VersionId: version.id,
    ...version.content,
    VersionStages: [...version.stages],
    CreatedDate: version.createdAt / 1000,
  };
}

function wantedVersion(secret: Secret, input: Input): SecretVersion {
  const id = optionalText(input, 'VersionId');
  const stage = optionalText(input, 'VersionStage') ?? (id === undefined ? current : undefined);
  const version =
    id === undefined ? secret.versions.holder(stage ?? current) : secret.versions.find(id);
  if (!version?.content) {
    const what = id === undefined ? `staging label: ${stage ?? current}` : `VersionId: ${id}`;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${what}`,
    );
  }
  if (stage !== undefined && !version.stages.has(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return version;
}

function putSecretValue(secret: Secret, input: Input, now: number): object {
  const token = requestToken(input);
  const content = secretContent(input);
  if (!content) {
    throw new AwsError(
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    );
  }
  const stages = versionStages(input) ?? [current];
  const version = secret.versions.put(token, content, stages, now);
  secret.changedAt = now;
  return { ...naming(secret), VersionId: token, VersionStages: [...version.stages] };
}

function describeSecret(secret: Secret): object {
  const labelled = secret.versions.all().filter(({ stages }) => stages.size > 0);
  return {
    ...naming(secret),
    ...secret.details,
    ...(secret.rotationLambdaArn === null
      ? {}
      : {
          RotationEnabled: true,
          RotationLambdaARN: secret.rotationLambdaArn,
          RotationRules: secret.rotationRules,
        }),
    ...nextRotation(secret),
    ...(secret.rotatedAt === null ? {} : { LastRotatedDate: secret.rotatedAt / 1000 }),
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    VersionIdsToStages: Object.fromEntries(labelled.map(({ id, stages }) => [id, [...stages]])),
  };
}

/** Where the schedule is a number of days; an expression is not worked out. */
function nextRotation({ rotationLambdaArn, rotationRules, rotatedAt, createdAt }: Secret): object {
  const days = (rotationRules as { AutomaticallyAfterDays?: unknown } | undefined)
    ?.AutomaticallyAfterDays;
  if (rotationLambdaArn === null || typeof days !== 'number') return {};
  return { NextRotationDate: (rotatedAt ?? createdAt) / 1000 + days * 86_400 };
}

function updateStage(secret: Secret, input: Input, now: number): object {
  const stage = requiredText(input, 'VersionStage');
  const from = optionalText(input, 'RemoveFromVersionId');
  secret.versions.move(stage, from, optionalText(input, 'MoveToVersionId'));
  secret.changedAt = now;
  return naming(secret);
}

/** Labelled versions only, unless the deprecated ones are asked for too. */
function listVersions(secret: Secret, input: Input): object {
  const max = optionalInteger(input, 'MaxResults') ?? 100;
  const skipped = Number(optionalText(input, 'NextToken') ?? 0);
  if (max < 1 || max > 100 || !Number.isInteger(skipped) || skipped < 0) {
    throw new AwsError('InvalidNextTokenException', 'MaxResults or NextToken is not valid.');
  }
  const deprecated = optionalBoolean(input, 'IncludeDeprecated') ?? false;
  const listed = secret.versions.all().filter(({ stages }) => deprecated || stages.size > 0);
  const end = skipped + max;
  return {
    ...naming(secret),
    Versions: listed.slice(skipped, end).map(({ id, stages, createdAt }) => ({
      VersionId: id,
      VersionStages: [...stages],
      CreatedDate: createdAt / 1000,
    })),
    ...(end < listed.length ? { NextToken: String(end) } : {}),
  };
}

/** With `RotateImmediately: false` the rotation is set up and waits for its schedule. */
function rotateSecret(manager: SecretsManager, secret: Secret, input: Input): object {
  const token = requestToken(input);
  const lambda = optionalText(input, 'RotationLambdaARN');
  if (lambda !== undefined) secret.rotationLambdaArn = lambda;
  if (input['RotationRules'] !== undefined) secret.rotationRules = input['RotationRules'];
  if (optionalBoolean(input, 'RotateImmediately') === false) return naming(secret);
  return { ...naming(secret), VersionId: manager.rotate(secret.name, token) };
}

function naming(secret: Secret): { ARN: string; Name: string } {
  return { ARN: secret.arn, Name: secret.name };
}
