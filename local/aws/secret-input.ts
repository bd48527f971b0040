import { AwsError, invalid } from './errors.ts';
import { optionalText, optionalTexts, type Input } from './input.ts';
import { secretLimits, type SecretContent } from './secret.ts';

/** The version's id to be; SDK clients make one up, others must send theirs. */
export function requestToken(input: Input): string {
  const token = optionalText(input, 'ClientRequestToken') ?? '';
  if (token.length < 32 || token.length > 64) {
    throw new AwsError(
      'InvalidParameterException',
      'ClientRequestToken must be 32 to 64 characters long.',
    );
  }
  return token;
}

/** The secret value of a request, or null where it has none. */
export function secretContent(input: Input): SecretContent | null {
  const text = optionalText(input, 'SecretString');
  const binary = optionalText(input, 'SecretBinary');
  if (text !== undefined && binary !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (text !== undefined) {
    checkSize(Buffer.byteLength(text));
    return { SecretString: text };
  }
  if (binary === undefined) return null;
  checkSize(Buffer.from(binary, 'base64').length);
  return { SecretBinary: binary };
}

/** One to twenty staging labels, or undefined where the request names none. */
export function versionStages(input: Input): readonly string[] | undefined {
  const stages = optionalTexts(input, 'VersionStages');
  if (stages && (stages.length === 0 || stages.length > 20 || stages.includes(''))) {
    throw invalid('VersionStages must have 1 to 20 members of 1 to 256 characters.');
  }
  return stages;
}

export function checkSecretName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) {
    throw invalid('Invalid name. Must be a valid name containing alphanumeric or any of -/_+=.@');
  }
}

function checkSize(bytes: number): void {
  if (bytes > secretLimits.bytes) {
    throw invalid(`The secret value must have at most ${String(secretLimits.bytes)} bytes.`);
  }
}
