/** The environment variable that holds the {@link SeedSettings}, as JSON. */
export const seedSettingsVariable = 'LATCHKEY_SEED_SETTINGS';

/**
 * The property that marks the secret's first value, which the template has Secrets Manager make
 * up: the only value that may be replaced by a ring.
 */
export const unseededMark = 'latchkey-unseeded';

export interface SeedSettings {
  readonly audience: string;
  /** The ARN of the KeyValueStore that the edges read. */
  readonly keyValueStore: string;
  /** The secret of the root ring: a name or an ARN. */
  readonly ringSecret: string;
}
