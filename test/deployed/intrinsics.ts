import { isObject, TemplateError } from './fields.ts';

/** What a `Ref` (without an attribute) or an `Fn::GetAtt` stands for. */
export type Lookup = (at: string, id: string, attribute?: string) => unknown;

/**
 * Replaces the intrinsic functions in a piece of a template by what they stand for.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @param at where the piece is, for errors
 * @throws {TemplateError} for a function or reference that is not known
 */
export function resolveIntrinsics(at: string, value: unknown, lookup: Lookup): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveIntrinsics(`${at}[${index}]`, item, lookup));
  }
  if (!isObject(value)) return value;
  const [name = '', ...others] = Object.keys(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    return apply(at, name, value[name], lookup);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      resolveIntrinsics(`${at}.${key}`, inner, lookup),
    ]),
  );
}

function apply(at: string, name: string, given: unknown, lookup: Lookup): unknown {
  if (name === 'Ref' && typeof given === 'string') return lookup(at, given);
  if (name === 'Fn::Sub' && typeof given === 'string') return substitute(at, given, lookup);
  if (!Array.isArray(given)) throw new TemplateError(at, `has ${name}, which is not known here`);
  const parameters = resolveIntrinsics(at, given, lookup) as unknown[];
  const [first, second] = parameters;
  switch (name) {
    case 'Fn::GetAtt':
      return lookup(at, text(at, first), text(at, second));
    case 'Fn::Join':
      return list(at, second)
        .map((part) => text(at, part))
        .join(text(at, first));
    case 'Fn::Split':
      return text(at, second).split(text(at, first));
    case 'Fn::Select':
      return item(at, list(at, second), Number(first));
    default:
      throw new TemplateError(at, `has ${name}, which is not known here`);
  }
}

function substitute(at: string, template: string, lookup: Lookup): string {
  return template.replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const [id = '', ...attribute] = name.split('.');
    return text(at, lookup(at, id, attribute.join('.') || undefined));
  });
}

function text(at: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TemplateError(at, 'has an intrinsic function that is given something else than text');
}

function list(at: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw new TemplateError(at, 'has an intrinsic function that is given something else than a list');
}

function item(at: string, items: readonly unknown[], index: number): unknown {
  if (index in items) return items[index];
  throw new TemplateError(at, `selects ${index} of ${items.length}`);
}
