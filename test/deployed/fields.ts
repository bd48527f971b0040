/** Reads a piece of a template, and refuses it when something of it was not read. */

/** The template has something that is not known here; the message says where. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(at: string, what: string) {
    super(`${at} ${what}`);
  }
}

/** The fields of one object. Each has to be asked for, or named as idle, before it is {@link done}. */
export class Fields {
  readonly at: string;
  readonly #left: Map<string, unknown>;

  constructor(at: string, value: unknown) {
    if (!isObject(value)) throw new TemplateError(at, 'is no object');
    this.at = at;
    this.#left = new Map(Object.entries(value));
  }

  /** Of those that are left. */
  get names(): string[] {
    return [...this.#left.keys()];
  }

  optional(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  text(name: string): string {
    return this.#typed(name, 'string', this.optional(name)) as string;
  }

  optionalText(name: string): string | undefined {
    return this.#left.has(name) ? this.text(name) : undefined;
  }

  flag(name: string): boolean {
    return this.#typed(name, 'boolean', this.optional(name)) as boolean;
  }

  /** CloudFormation takes numbers as text as well. */
  number(name: string): number {
    const value = this.optional(name);
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    return this.#typed(name, 'number', number) as number;
  }

  optionalNumber(name: string): number | undefined {
    return this.#left.has(name) ? this.number(name) : undefined;
  }

  /** A list, empty where there is none. */
  list(name: string): unknown[] {
    const value = this.optional(name) ?? [];
    if (!Array.isArray(value)) throw new TemplateError(`${this.at}.${name}`, 'is no list');
    return value as unknown[];
  }

  texts(name: string): string[] {
    return this.list(name).map(
      (item, at) => this.#typed(`${name}[${at}]`, 'string', item) as string,
    );
  }

  objects<Result>(name: string, read: (fields: Fields) => Result): Result[] {
    return this.list(name).map((item, at) => readObject(`${this.at}.${name}[${at}]`, item, read));
  }

  object<Result>(name: string, read: (fields: Fields) => Result): Result {
    return readObject(`${this.at}.${name}`, this.optional(name), read);
  }

  optionalObject<Result>(name: string, read: (fields: Fields) => Result): Result | undefined {
    return this.#left.has(name) ? this.object(name, read) : undefined;
  }

  /** Something that can only be as it always is: anything else would not be what runs here. */
  only(name: string, ...allowed: readonly unknown[]): void {
    const value = this.optional(name);
    if (allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
    throw new TemplateError(`${this.at}.${name}`, `is ${JSON.stringify(value)}: not known here`);
  }

  /** Fields that make no difference on this machine. */
  idle(...names: readonly string[]): void {
    for (const name of names) this.#left.delete(name);
  }

  /** @throws {TemplateError} naming what nobody has asked for */
  done(): void {
    const [unknown] = this.#left.keys();
    if (unknown !== undefined)
      throw new TemplateError(`${this.at}.${unknown}`, 'is not known here');
  }

  #typed(name: string, type: string, value: unknown): unknown {
    if (typeof value === type) return value;
    throw new TemplateError(
      `${this.at}.${name}`,
      value === undefined ? 'is missing' : `is no ${type}`,
    );
  }
}

/** @throws {TemplateError} when it has a field that `read` leaves */
export function readObject<Result>(
  at: string,
  value: unknown,
  read: (fields: Fields) => Result,
): Result {
  const fields = new Fields(at, value);
  const result = read(fields);
  fields.done();
  return result;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
