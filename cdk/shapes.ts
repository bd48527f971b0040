/**
 * Holds what an author wrote against the names and kinds that are known. A configuration is run
 * without a compiler having read it, and a misspelled prop would pass for one that was left out.
 */
import { unknownNames } from '../functions/compile/unknown-names.ts';

/** What a prop takes. */
export interface Shape {
  /** In words, after "has to be". */
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
  /** Of an object, what its own props take. */
  readonly parts?: Readonly<Record<string, Shape>>;
  readonly isRequired?: boolean;
}

/** Every prop by its name: one that is added to the type and not here does not compile. */
export type ShapesOf<Props> = { readonly [Name in keyof Props]-?: Shape };

const isObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string';

/** Judged elsewhere, by whoever knows more of it. */
export const anything: Shape = { wanted: 'anything', fits: () => true };
export const flag: Shape = {
  wanted: 'true or false',
  fits: (value) => typeof value === 'boolean',
};
export const text: Shape = { wanted: 'a text', fits: isText };
export const texts: Shape = {
  wanted: 'a list of texts',
  fits: (value) => Array.isArray(value) && value.every(isText),
};
export const number: Shape = { wanted: 'a number', fits: (value) => typeof value === 'number' };
export const callback: Shape = {
  wanted: 'a function',
  fits: (value) => typeof value === 'function',
};
/** By what it does, since an app may have aws-cdk-lib twice. */
export const duration: Shape = {
  wanted: 'a Duration, like Duration.hours(1)',
  fits: (value) => typeof (value as { toSeconds?: unknown } | null)?.toSeconds === 'function',
};
export const object: Shape = { wanted: 'an object', fits: isObject };

export function objectOf<Props>(parts: ShapesOf<Props>): Shape {
  return { ...object, parts };
}

export function either(one: Shape, other: Shape): Shape {
  return {
    ...other,
    wanted: `${one.wanted}, or ${other.wanted}`,
    fits: (value) => one.fits(value) || other.fits(value),
  };
}

export function orNull(shape: Shape): Shape {
  return either(shape, { wanted: 'null', fits: (value) => value === null });
}

/** @param wanted what is missing where it is, for its author */
export function required(shape: Shape, wanted = shape.wanted): Shape {
  return { ...shape, wanted, isRequired: true };
}

export interface Shaped<Props> {
  readonly faults: readonly string[];
  /** Without what does not fit, so that the rest can be judged. A required prop may be missing, a part of one not. */
  readonly sound: Partial<Props>;
}

/** @param where what comes before a name: `theme.` */
export function shaped<Props extends object>(
  props: Props,
  shapes: Readonly<Record<string, Shape>>,
  where = '',
): Shaped<Props> {
  const sound: Record<string, unknown> = {};
  const faults = unknownNames(props, Object.keys(shapes), 'prop', where);
  for (const [name, shape] of Object.entries(shapes)) {
    const value = (props as Record<string, unknown>)[name];
    const at = where + name;
    if (value === undefined) {
      if (shape.isRequired) faults.push(`${at} is missing: it has to be ${shape.wanted}`);
    } else if (!shape.fits(value)) {
      faults.push(`${at}${shown(value)} has to be ${shape.wanted}`);
    } else if (shape.parts && isObject(value)) {
      const inner = shaped(value as object, shape.parts, `${at}.`);
      faults.push(...inner.faults);
      if (isWhole(inner.sound, shape.parts)) sound[name] = inner.sound;
    } else {
      sound[name] = value;
    }
  }
  return { faults, sound: sound as Partial<Props> };
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? ` (${value})` : '';
}

function isWhole(sound: object, parts: Readonly<Record<string, Shape>>): boolean {
  return Object.entries(parts).every(([name, part]) => !part.isRequired || name in sound);
}
