import { invalidAnswer } from './errors.ts';
import { emptyRecord, fieldsOf, isUntouched, itemsOf, type Fields } from './fields.ts';
import { isRefused } from './header-rules.ts';

/** Which headers a function may touch at an event, and where cookies are instead. */
export interface HeaderRules {
  readonly readOnly: readonly string[];
  /** The header that `cookies` stands for. */
  readonly cookieHeader: 'cookie' | 'set-cookie';
}

// eslint-disable-next-line no-control-regex -- control characters are what a header must not hold
const controlCharacters = /[\0-\x08\x0a-\x1f\x7f]/;
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/**
 * The headers that a function returned, each with all its values.
 *
 * @throws {EdgeError} when one is not the function's to add, change or delete, or is malformed.
 */
export function applyHeaders(
  returned: unknown,
  sent: Fields,
  rules: HeaderRules,
): Record<string, string[]> {
  const fields = fieldsOf('headers', returned);
  for (const name of rules.readOnly) {
    if (!isUntouched(ownField(sent, name), ownField(fields, name))) {
      throw invalidAnswer(`the header ${name} is read-only`);
    }
  }
  const headers = emptyRecord<string[]>();
  for (const [name, field] of Object.entries(fields)) {
    checkName(name, rules);
    if (isRefused(name) && !isUntouched(ownField(sent, name), field)) {
      throw invalidAnswer(`functions must not add or change the header ${name}`);
    }
    const values = itemsOf(`the header ${name}`, field, ownField(sent, name));
    headers[name] = values.map(({ value }) => checkValue(name, value));
  }
  return headers;
}

/** @throws {EdgeError} when text that goes into a header would end or corrupt it. */
export function checkValue(name: string, value: string): string {
  if (controlCharacters.test(value)) {
    throw invalidAnswer(`the value of ${name} has a control character`);
  }
  return value;
}

function checkName(name: string, rules: HeaderRules): void {
  if (name === rules.cookieHeader) {
    throw invalidAnswer(`the header ${name} must be given as cookies`);
  }
  if (name !== name.toLowerCase()) {
    throw invalidAnswer(`the header name ${name} must be in lower case`);
  }
  if (!headerName.test(name)) throw invalidAnswer('a header name has a forbidden character');
}

function ownField<Value>(fields: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
