import { invalidAnswer } from './errors.ts';

/** A header, cookie or query parameter of an event; `multiValue` only where it occurs repeatedly. */
export interface Field {
  value: string;
  multiValue?: { value: string }[];
}

export type Fields = Record<string, Field>;

/** A record without a prototype: names come from outside, and `__proto__` is one of them. */
export function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collapses repeated names: the first value in `value`, and all in `multiValue`. */
export function collapse<Value extends { value: string }>(
  pairs: readonly (readonly [name: string, value: Value])[],
): Record<string, Value & { multiValue?: Value[] }> {
  const grouped = emptyRecord<Value[]>();
  for (const [name, value] of pairs) (grouped[name] ??= []).push(value);
  const fields = emptyRecord<Value & { multiValue?: Value[] }>();
  for (const [name, values] of Object.entries(grouped)) {
    const [first] = values as [Value];
    fields[name] = values.length === 1 ? first : { ...first, multiValue: values };
  }
  return fields;
}

/** @throws {EdgeError} when a function returned anything but an object of fields. */
export function fieldsOf(kind: string, returned: unknown): Record<string, Record<string, unknown>> {
  if (!isRecord(returned)) throw invalidAnswer(`${kind} must be an object`);
  for (const [name, field] of Object.entries(returned)) {
    if (!isRecord(field)) throw invalidAnswer(`${kind}: ${name} must be {value: string}`);
  }
  return returned as Record<string, Record<string, unknown>>;
}

/**
 * The items that a returned field stands for. A `multiValue` that was changed wins over `value`;
 * otherwise a changed `value` replaces the first item and the others stay.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 *
 * @throws {EdgeError} when the field, or an item of it, has no string as its value.
 */
export function itemsOf(
  what: string,
  field: Record<string, unknown>,
  sent: Field | undefined,
): ({ value: string } & Record<string, unknown>)[] {
  const { multiValue, ...first } = field;
  if (multiValue === undefined) return [withValue(what, first)];
  if (!Array.isArray(multiValue)) throw invalidAnswer(`${what}: multiValue must be an array`);
  const items = multiValue.map((item: unknown) => withValue(what, item));
  const untouched = JSON.stringify(multiValue) === JSON.stringify(sent?.multiValue);
  return untouched ? [withValue(what, first), ...items.slice(1)] : items;
}

function withValue(what: string, item: unknown) {
  if (!isRecord(item) || typeof item['value'] !== 'string') {
    throw invalidAnswer(`${what} must have a string as its value`);
  }
  return item as { value: string } & Record<string, unknown>;
}

/** Whether a function left fields as they were. */
export function isUntouched(sent: object | undefined, returned: unknown): boolean {
  return JSON.stringify(sent) === JSON.stringify(returned);
}
