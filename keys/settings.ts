/** The environment variable that holds the keys Lambda's settings, as JSON. */
export const keysSettingsVariable = 'LATCHKEY_KEYS_SETTINGS';

export interface KeysSettings {
  readonly audience: string;
  /** The ARN of the KeyValueStore that the edges read. */
  readonly keyValueStore: string;
  /** Seconds; the longest of the audiences that share the store. */
  readonly maxAge: number;
}

/** @throws {Error} that lists every fault */
export function readKeysSettings(json: string | undefined): KeysSettings {
  const value = JSON.parse(json ?? '{}') as Partial<KeysSettings>;
  const faults = [
    /^[A-Za-z0-9-]{1,64}$/.test(value.audience ?? '')
      ? ''
      : 'audience has to be letters, digits, -',
    /^arn:aws:cloudfront::\d{12}:key-value-store\//.test(value.keyValueStore ?? '')
      ? ''
      : 'keyValueStore has to be the ARN of a KeyValueStore',
    Number.isSafeInteger(value.maxAge) && Number(value.maxAge) > 0
      ? ''
      : 'maxAge has to be whole seconds',
  ].filter((fault) => fault !== '');
  if (faults.length > 0) throw new Error(`${keysSettingsVariable}: ${faults.join('; ')}`);
  return value as KeysSettings;
}
