/**
 * What an allowed page is made of: each step in a handler of its own, by the code that ships, so that
 * one can see what is left to save. Together they come to less than the whole, which also passes
 * things on from one step to the next.
 */
import { bundleSource } from '../../test/engine/source.ts';
import { inParallel } from '../parallel.ts';
import type { Table } from '../report/table.ts';
import { group } from './cases-allowed.ts';
import { emptyHandler, grossOf } from './count.ts';
import { person, ringKey } from './people.ts';
import { stepsOf } from './requests.ts';

interface Part {
  readonly title: string;
  /** Of what the step needs from the sources. */
  readonly imports: string;
  readonly step: string;
}

const { token, ring } = person(0, { groups: [group] });
const [body, mac] = [token.slice(0, token.lastIndexOf('.')), token.slice(-22)];
const key = ring.split(':')[1] ?? '';
const text = JSON.stringify;

const parts: readonly Part[] = [
  {
    title: 'wait for the store',
    imports: "import cf from 'cloudfront';",
    step: `const ring = await cf.kvs().get(${text(ringKey)});`,
  },
  {
    title: 'HMAC-SHA256 of the token’s body',
    imports: "import crypto from 'crypto';",
    step: `crypto.createHmac('sha256', ${text(key)}).update(${text(body)}).digest();`,
  },
  {
    title: 'the same, and compare it',
    imports: "import { macMatches } from './session/mac.ts';",
    step: `macMatches(${text(key)}, ${text(body)}, ${text(mac)});`,
  },
  {
    title: 'find the cookie, its shape and its parts',
    imports:
      "import { readHead } from './session/token.ts'; import { cookieToken } from './functions/request.ts';",
    step: 'const head = readHead(cookieToken(event.request)); head[1]; head[2]; head[3]; head[4]; head[5];',
  },
  {
    title: 'see that the path is what it seems',
    imports: "import { isPlain } from './functions/path.ts';",
    step: 'isPlain(event.request.uri);',
  },
  {
    title: 'look the rules up',
    imports: "import { judgeBelow } from './functions/rules.ts';",
    step: 'judgeBelow(event.request.uri);',
  },
  {
    title: 'find the key in the ring',
    imports: "import { findKeyAt, isWholeKey, keyAt } from './session/key-ring.ts';",
    step: `const at = findKeyAt(${text(ring)}, ${text(token.split('.')[1])}); isWholeKey(${text(ring)}, at); keyAt(${text(ring)}, at);`,
  },
  {
    title: 'take off what no origin may see',
    imports: "import { serve } from './functions/request.ts';",
    step: "serve(event.request, '');",
  },
];

/** The documented configuration, as far as a step asks for it. */
const configuration =
  'const LATCHKEY_CONFIG=["","/_auth",{},{"":1,"/_auth/":2,"/admin/":"~a~"},0,0,0,/ /,/ /,""];\n';

const codeOf = async ({ imports, step }: Part) =>
  configuration +
  (await bundleSource(
    `${imports}\nexport async function handler(event) { ${step} return event.request; }`,
  ));

/** @returns instructions by title, net of an empty handler */
export async function countParts(): Promise<Table> {
  const steps = stepsOf({ uri: '/app/reports/2026.html', who: { groups: [group] } });
  const empty = await grossOf(emptyHandler, steps);
  const counts = await inParallel(parts, async (part) =>
    Math.round((await grossOf(await codeOf(part), steps)) - empty),
  );
  return {
    title: 'What an allowed page is made of',
    columns: ['step, alone in a handler', 'instructions'],
    rows: parts.map(({ title }, index) => [title, counts[index] ?? 0]),
    note: 'By the code that ships, not minified. The rest of an allowed page is the event, the clock and the claims, and handing over from step to step.',
  };
}
