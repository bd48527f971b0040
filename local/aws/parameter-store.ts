import { createHash } from 'node:crypto';
import type { HttpHandler } from '../http.ts';
import { CallCounter } from './calls.ts';
import { AwsError, invalid } from './errors.ts';
import { optionalBoolean, optionalText, requiredText, type Input } from './input.ts';
import { jsonRpc } from './json-rpc.ts';

export interface ParameterStoreOptions {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const types = ['String', 'StringList', 'SecureString'] as const;
export type ParameterType = (typeof types)[number];

/** The largest value of the standard tier, in bytes. */
export const parameterLimit = 4096;

/** How many versions of a parameter are kept. */
export const parameterHistory = 100;

interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly modifiedAt: number;
}

/**
 * Systems Manager's Parameter Store: GetParameter and PutParameter of the standard tier.
 *
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export class ParameterStore {
  readonly calls = new CallCounter();
  readonly handle: HttpHandler;
  readonly #options: ParameterStoreOptions;
  readonly #parameters = new Map<string, readonly ParameterVersion[]>();

  constructor(options: ParameterStoreOptions) {
    this.#options = options;
    this.handle = jsonRpc({
      target: 'AmazonSSM',
      signingName: 'ssm',
      version: '1.1',
      operations: new Map([
        ['GetParameter', (input: Input) => this.#getParameter(input)],
        ['PutParameter', (input: Input) => this.#putParameter(input)],
      ]),
      calls: this.calls,
    });
  }

  /** Creates or overwrites; the new version's number. */
  put(name: string, value: string, type: ParameterType = 'String'): number {
    checkValue(value);
    const history = this.#parameters.get(name) ?? [];
    const version = (history.at(-1)?.version ?? 0) + 1;
    const added = { version, type, value, modifiedAt: this.#options.now() };
    this.#parameters.set(name, [...history, added].slice(-parameterHistory));
    return version;
  }

  /** The newest version in the clear; undefined where there is none. */
  get(name: string): string | undefined {
    return this.#parameters.get(name)?.at(-1)?.value;
  }

  #getParameter(input: Input): object {
    const { name, selector } = this.#named(requiredText(input, 'Name'));
    const history = this.#parameters.get(name);
    if (!history) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    const found = selector
      ? history.find(({ version }) => String(version) === selector)
      : history.at(-1);
    if (!found) throw new AwsError('ParameterVersionNotFound', `${name} has no such version.`);
    const secure = found.type === 'SecureString';
    const clear = !secure || optionalBoolean(input, 'WithDecryption') === true;
    return {
      Parameter: {
        Name: name,
        Type: found.type,
        Value: clear ? found.value : ciphertext(found.value),
        Version: found.version,
        ...(selector ? { Selector: `:${selector}` } : {}),
        LastModifiedDate: found.modifiedAt / 1000,
        ARN: this.#arnPrefix + (name.startsWith('/') ? name.slice(1) : name),
        DataType: 'text',
      },
    };
  }

  #putParameter(input: Input): object {
    const name = requiredText(input, 'Name');
    const value = requiredText(input, 'Value');
    const type = optionalText(input, 'Type');
    const existing = this.#parameters.get(name)?.at(-1);
    checkName(name);
    if (existing && optionalBoolean(input, 'Overwrite') !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const version = this.put(name, value, typeOf(type ?? existing?.type));
    return { Version: version, Tier: 'Standard' };
  }

  get #arnPrefix(): string {
    const { region, accountId } = this.#options;
    return `arn:aws:ssm:${region}:${accountId}:parameter/`;
  }

  /** A name or ARN, with or without `:version`. An ARN leaves out the slash that starts a name. */
  #named(text: string): { name: string; selector: string | undefined } {
    const isArn = text.startsWith(this.#arnPrefix);
    const rest = isArn ? text.slice(this.#arnPrefix.length) : text;
    const [name = '', selector] = rest.split(':', 2);
    return { name: isArn && !this.#parameters.has(name) ? `/${name}` : name, selector };
  }
}

function typeOf(text: string | undefined): ParameterType {
  const type = types.find((candidate) => candidate === text);
  if (!type) throw invalid('A parameter type is required when you create a parameter.');
  return type;
}

function checkName(name: string): void {
  const hierarchical = name.includes('/');
  if (!/^[A-Za-z0-9_.\-/]{1,1011}$/.test(name) || (hierarchical && !name.startsWith('/'))) {
    throw invalid('Parameter name must be a fully qualified name of a-zA-Z0-9_.-/');
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
}

function checkValue(value: string): void {
  if (value === '') throw invalid('Value must have length greater than or equal to 1.');
  if (Buffer.byteLength(value) > parameterLimit) {
    throw invalid('Standard tier parameters support a maximum parameter value of 4096 characters.');
  }
}

/** Something in place of what the key service would have made of it: useless without decryption. */
function ciphertext(value: string): string {
  return createHash('sha256').update(value).digest('base64');
}
