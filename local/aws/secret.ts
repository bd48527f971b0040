import { AwsError } from './errors.ts';

/** What a version holds: text or base64. */
export interface SecretContent {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

export interface SecretVersion {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Empty in a version that a rotation has announced and not yet filled. */
  content: SecretContent | null;
  readonly stages: Set<string>;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
export const secretLimits = { versions: 100, bytes: 65_536, keptMs: 86_400_000 } as const;

export const current = 'AWSCURRENT';
export const pending = 'AWSPENDING';
export const previous = 'AWSPREVIOUS';

/**
 * The versions of one secret and the staging labels on them; a label is on one version at most.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
export class SecretVersions {
  readonly #versions = new Map<string, SecretVersion>();

  all(): readonly SecretVersion[] {
    return [...this.#versions.values()];
  }

  find(id: string): SecretVersion | undefined {
    return this.#versions.get(id);
  }

  holder(stage: string): SecretVersion | undefined {
    return this.all().find((version) => version.stages.has(stage));
  }

  /**
   * Adds a version, or fills the empty one of a rotation. The same content under the same id again
   * changes nothing; another content is a ResourceExistsException. Labels move to the version.
   */
  put(id: string, content: SecretContent, stages: readonly string[], now: number): SecretVersion {
    const existing = this.#versions.get(id);
    if (existing?.content) {
      if (sameContent(existing.content, content)) return existing;
      throw new AwsError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${id} because that value is already in use for a version.`,
      );
    }
    const version = existing ?? this.add(id, now);
    version.content = content;
    for (const stage of stages) this.attach(stage, version);
    // The first version is the current one, whatever labels it was given.
    if (!this.holder(current)) this.attach(current, version);
    return version;
  }

  /** An empty version. LimitExceededException where a hundred recent or labelled ones exist. */
  add(id: string, now: number): SecretVersion {
    this.#forget(now);
    if (this.#versions.size >= secretLimits.versions) {
      throw new AwsError('LimitExceededException', 'The secret has too many versions.');
    }
    const version: SecretVersion = { id, createdAt: now, content: null, stages: new Set() };
    this.#versions.set(id, version);
    return version;
  }

  /** Where AWSCURRENT leaves a version, AWSPREVIOUS follows it there. */
  attach(stage: string, version: SecretVersion): void {
    const from = this.holder(stage);
    if (from === version) return;
    from?.stages.delete(stage);
    version.stages.add(stage);
    if (stage === current && from) this.attach(previous, from);
  }

  /**
   * Moves a label, or removes it where `to` is undefined. The caller must name the version that
   * holds it, which makes this the one compare-and-set of the service: InvalidParameterException
   * where that is another one.
   */
  move(stage: string, from: string | undefined, to: string | undefined): void {
    const holder = this.holder(stage);
    const target = to === undefined ? undefined : this.#known(to);
    if (from !== undefined) this.#known(from);
    if (from === undefined && holder === target) return;
    if (from !== holder?.id) throw notTheHolder(stage, from, holder);
    if (target) this.attach(stage, target);
    else if (stage === current) {
      throw new AwsError(
        'InvalidParameterException',
        `You can only move staging label ${current} to a different secret version. It can't be completely removed.`,
      );
    } else holder?.stages.delete(stage);
  }

  #known(id: string): SecretVersion {
    const version = this.#versions.get(id);
    if (version) return version;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret version: ${id}.`,
    );
  }

  /** Unlabelled versions beyond the newest hundred go, once they are a day old. */
  #forget(now: number): void {
    const surplus = this.#versions.size + 1 - secretLimits.versions;
    const old = this.all().filter(
      ({ stages, createdAt }) => stages.size === 0 && now - createdAt >= secretLimits.keptMs,
    );
    for (const { id } of old.slice(0, Math.max(0, surplus))) this.#versions.delete(id);
  }
}

function sameContent(a: SecretContent, b: SecretContent): boolean {
  return a.SecretString === b.SecretString && a.SecretBinary === b.SecretBinary;
}

function notTheHolder(
  stage: string,
  from: string | undefined,
  holder: SecretVersion | undefined,
): AwsError {
  const where = holder ? `attached to version ${holder.id}` : 'attached to no version';
  const message =
    from === undefined
      ? `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently ${where}, so you must explicitly reference that version in RemoveFromVersionId.`
      : `Staging label ${stage} is currently ${where}, not to version ${from}.`;
  return new AwsError('InvalidParameterException', message);
}
