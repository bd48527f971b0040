/** What we weigh, in bytes: the same on every machine. */
import { readFileSync } from 'node:fs';
import { edgeCode } from '../../functions/compile/edge-code.ts';
import { sessionCookie } from '../../session/names.ts';
import { edgeBundle } from '../edge/count.ts';
import { documented, everythingOn } from '../edge/configurations.ts';
import { person } from '../edge/people.ts';

/** One group, of seven letters. */
const groups = ['members'];

const built = (file: string) => readFileSync(new URL(`../../dist/${file}`, import.meta.url));

export interface OurBytes {
  readonly token: number;
  readonly tokenWithoutGroups: number;
  /** Name, `=` and value: what every request carries. */
  readonly cookie: number;
  readonly edgeDocumented: number;
  readonly edgeEverythingOn: number;
  readonly lambda: number;
  readonly client: number;
}

/** @throws Error where the bundles have not been built */
export function ourBytes(): OurBytes {
  const { token } = person(0, { groups });
  const bundle = edgeBundle();
  return {
    token: token.length,
    tokenWithoutGroups: person(0).token.length,
    cookie: `${sessionCookie}=${token}`.length,
    edgeDocumented: Buffer.byteLength(edgeCode(documented, bundle)),
    edgeEverythingOn: Buffer.byteLength(edgeCode(everythingOn, bundle)),
    lambda: built('token-exchange/index.mjs').length,
    client: built('web/latchkey.js').length,
  };
}
