import { invalid, type AwsError } from './errors.ts';

/** The JSON object that an AWS operation takes, before anything is known of its members. */
export type Input = Readonly<Record<string, unknown>>;

/** An empty body is an empty object. Throws the refusal for what is not a JSON object. */
export function parseInput(body: Buffer, refusal: AwsError): Input {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw refusal;
  }
  if (!isObject(value)) throw refusal;
  return value;
}

export function optionalText(input: Input, name: string): string | undefined {
  return optional(input, name, 'a string', (value) => typeof value === 'string');
}

export function requiredText(input: Input, name: string): string {
  return required(name, optionalText(input, name));
}

export function optionalInteger(input: Input, name: string): number | undefined {
  return optional(input, name, 'an integer', (value): value is number => Number.isInteger(value));
}

export function optionalBoolean(input: Input, name: string): boolean | undefined {
  return optional(input, name, 'a boolean', (value) => typeof value === 'boolean');
}

export function optionalTexts(input: Input, name: string): readonly string[] | undefined {
  return optional(
    input,
    name,
    'a list of strings',
    (value): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string'),
  );
}

/** A list of objects; absent is empty. */
export function objects(input: Input, name: string): readonly Input[] {
  const isList = (value: unknown): value is Input[] =>
    Array.isArray(value) && value.every((item) => isObject(item));
  return optional(input, name, 'a list of objects', isList) ?? [];
}

function optional<T>(
  input: Input,
  name: string,
  kind: string,
  is: (value: unknown) => value is T,
): T | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw invalid(`${name} must be ${kind}.`);
  return value;
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw invalid(`${name} is required.`);
  return value;
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
