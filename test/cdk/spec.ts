/** Holds templates against AWS's own description of every resource. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType } from '@aws-cdk/service-spec-types';
import type { CfnTemplate } from './stacks.ts';

const spec = loadAwsServiceSpecSync();

/** The types of resources that can carry tags. */
export const taggableTypes: ReadonlySet<string> = new Set(
  spec
    .all('resource')
    .filter(({ tagInformation }) => tagInformation !== undefined)
    .map(({ cloudFormationType }) => cloudFormationType),
);

/** What is wrong with a template: each fault with the path that it is at. */
export function checkTemplate({ Resources, Outputs = {} }: CfnTemplate): string[] {
  return [
    ...Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
      if (Type.startsWith('Custom::')) return [];
      const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
      return resource
        ? checkObject(`${id} (${Type})`, Properties, resource.properties)
        : [`${id}: ${Type} is not known`];
    }),
    ...checkReferences(Resources, { Resources, Outputs }),
  ];
}

function checkObject(
  path: string,
  value: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, Property>>,
): string[] {
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && value[name] === undefined)
    .map(([name]) => `${path}.${name} is missing`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = properties[name];
      if (!property) return [`${path}.${name} is not known`];
      const types = [property.type, ...(property.previousTypes ?? [])];
      return anyOf(`${path}.${name}`, inner, types);
    }),
  ];
}

function checkType(path: string, value: unknown, type: PropertyType): string[] {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'json':
      return [];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => checkType(`${path}[${index}]`, item, type.element))
        : [`${path} is no list`];
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            checkType(`${path}.${key}`, item, type.element),
          )
        : [`${path} is no object`];
    case 'union':
      return anyOf(path, value, type.types);
    case 'tag':
      return isObject(value) && 'Key' in value ? [] : [`${path} is no tag`];
    case 'ref':
      return isObject(value)
        ? checkObject(path, value, spec.get('typeDefinition', type.reference.$ref).properties)
        : [`${path} is no object`];
    default:
      return checkPrimitive(path, value, type);
  }
}

/** No fault if one of the types fits; else those of the one that fits best. */
function anyOf(path: string, value: unknown, types: readonly PropertyType[]): string[] {
  const [best = []] = types
    .map((type) => checkType(path, value, type))
    .sort((one, other) => one.length - other.length);
  return best;
}

function checkPrimitive(path: string, value: unknown, type: PropertyType): string[] {
  const wanted =
    type.type === 'integer' ? 'number' : type.type === 'date-time' ? 'string' : type.type;
  const fits = typeof value === wanted && (type.type !== 'integer' || Number.isSafeInteger(value));
  if (!fits) return [`${path} is no ${type.type}`];
  const allowed =
    'allowedValues' in type ? (type.allowedValues as unknown[] | undefined) : undefined;
  return allowed && !allowed.includes(value) ? [`${path} may not be ${String(value)}`] : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** Every `Ref` and `Fn::GetAtt` has to name something that is there. */
function checkReferences(resources: CfnTemplate['Resources'], whole: unknown): string[] {
  return referencesIn(whole).flatMap(({ id, attribute }) => {
    if (id.startsWith('AWS::')) return [];
    const type = resources[id]?.Type;
    if (type === undefined) return [`${id} is referred to, and is not in the template`];
    if (attribute === undefined || type.startsWith('Custom::')) return [];
    const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
    return resource && Object.hasOwn(resource.attributes, attribute)
      ? []
      : [`${type} has no attribute ${attribute}`];
  });
}

export interface TemplateReference {
  readonly id: string;
  readonly attribute?: string;
}

/** The `Ref`s and `Fn::GetAtt`s in a piece of a template. */
export function referencesIn(value: unknown): TemplateReference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  if (isIntrinsic(value) && typeof value['Ref'] === 'string') {
    // A parameter of `cdk bootstrap`, which every template has.
    return value['Ref'] === 'BootstrapVersion' ? [] : [{ id: value['Ref'] }];
  }
  const attribute = value['Fn::GetAtt'];
  if (isIntrinsic(value) && Array.isArray(attribute)) {
    return [{ id: String(attribute[0]), attribute: String(attribute[1]) }];
  }
  return Object.values(value).flatMap(referencesIn);
}
