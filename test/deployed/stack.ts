/** A template with every name in it, as if it had been deployed to this machine. */
import { createHash } from 'node:crypto';
import { localAccount } from '../../local/aws/clients.ts';
import { siteOrigin } from '../../token-exchange/request.ts';
import type { Assembly, Resource } from './assembly.ts';
import { readObject, TemplateError, type Fields } from './fields.ts';
import { identities, type Identity } from './identities.ts';
import { resolveIntrinsics } from './intrinsics.ts';
import { assertKnownTypes } from './types.ts';

export interface StackOptions {
  readonly port: number;
  /** Where on this machine is what AWS, or somebody else, has at an address. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** ARNs of the secrets, by logical id. */
  readonly secrets: ReadonlyMap<string, string>;
}

const { region, accountId } = localAccount;

export class DeployedStack {
  readonly assembly: Assembly;
  readonly port: number;
  readonly secrets: ReadonlyMap<string, string>;
  readonly #addresses: readonly (readonly [from: string, to: string])[];

  /** @throws {TemplateError} when it has a type of resource that is not known here */
  constructor(assembly: Assembly, { port, addresses = {}, secrets }: StackOptions) {
    assertKnownTypes(assembly.template);
    this.assembly = assembly;
    this.port = port;
    this.secrets = secrets;
    const here = `http://127.0.0.1:${port}`;
    this.#addresses = [
      ...Object.entries(addresses),
      [`https://cognito-idp.${region}.amazonaws.com`, here] as const,
      ...this.ids('AWS::Cognito::UserPoolDomain').map(
        (id) => [`https://${this.name(id)}.auth.${region}.amazoncognito.com`, here] as const,
      ),
      // Without a certificate; the code that is deployed knows that of localhost as well.
      ...this.ids('AWS::CloudFront::Distribution').map((id) => {
        const host = this.name(id, 'DomainName');
        return [`https://${host}`, siteOrigin(host)] as const;
      }),
    ];
  }

  /** The logical ids of a type, in the template's order. */
  ids(type: string): string[] {
    return Object.entries(this.assembly.template.Resources).flatMap(([id, { Type }]) =>
      Type === type ? [id] : [],
    );
  }

  /** Reads each resource of a type; whatever `read` leaves of one is an error. */
  all<Result>(type: string, read: (fields: Fields, id: string) => Result): Result[] {
    return this.ids(type).map((id) => this.read(id, type, read));
  }

  /** @throws {TemplateError} when it is another type, or has what is not read */
  read<Result>(id: string, type: string, read: (fields: Fields, id: string) => Result): Result {
    const { Type, Properties = {} } = this.#resource(id, id);
    if (Type !== type) throw new TemplateError(id, `is ${Type}, and not ${type}`);
    const at = `${id} (${type})`;
    return readObject(at, this.#here(this.#resolve(at, Properties)), (fields) => read(fields, id));
  }

  /** A property as it stands in the template, byte for byte. */
  verbatim(id: string, property: string): string {
    const value = this.#resource(id, id).Properties?.[property];
    if (typeof value === 'string') return value;
    throw new TemplateError(`${id}.${property}`, 'is no text');
  }

  /** What `Ref`, or `Fn::GetAtt` with an attribute, is for a resource. */
  name(id: string, attribute?: string): string {
    return this.#lookup(id, id, attribute);
  }

  /** The logical id of the resource of a type that has this name or attribute. */
  idOf(type: string, value: string, attribute?: string): string | undefined {
    return this.ids(type).find((id) => this.name(id, attribute) === value);
  }

  #resource(at: string, id: string): Resource {
    const resource = this.assembly.template.Resources[id];
    if (!resource) throw new TemplateError(at, `refers to ${id}, which is not in the template`);
    return resource;
  }

  #resolve(at: string, value: unknown): unknown {
    return resolveIntrinsics(at, value, (where, id, attribute) =>
      this.#lookup(where, id, attribute),
    );
  }

  #lookup(at: string, id: string, attribute?: string): string {
    const pseudo = pseudoParameters[id];
    if (pseudo !== undefined && attribute === undefined) return pseudo;
    const { Type, Properties = {} } = this.#resource(at, id);
    const context = {
      id,
      port: this.port,
      position: this.ids(Type).indexOf(id),
      secretArn: this.secrets.get(id) ?? '',
      property: (name: string) => String(this.#resolve(`${id}.${name}`, Properties[name])),
    };
    const identity: Identity = identities[Type]?.(context) ?? {};
    const found = attribute === undefined ? identity.ref : identity.attributes?.[attribute];
    if (found !== undefined) return found;
    const what = attribute === undefined ? `Ref of ${id}` : `${id}.${attribute}`;
    throw new TemplateError(at, `has ${what} (${Type}), which is not known here`);
  }

  #here(value: unknown): unknown {
    if (typeof value === 'string') {
      return this.#addresses.reduce((text, [from, to]) => text.replaceAll(from, to), value);
    }
    if (Array.isArray(value)) return value.map((item) => this.#here(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.#here(inner)]),
    );
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/local/${createHash('sha256').update('local').digest('hex').slice(0, 8)}-0000`,
  'AWS::URLSuffix': 'amazonaws.com',
};
