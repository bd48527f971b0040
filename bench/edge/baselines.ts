/** What the function stands beside: the floor under any such check, and other people's ways. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { runInNjs } from '../../test/engine/njs.ts';
import type { Step } from '../../test/engine/steps.ts';
import { grossOf } from './count.ts';
import { bytesOf, clock, person, type Person } from './people.ts';
import { stepsOf, type Request } from './requests.ts';

export interface Baseline {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly steps: readonly Step[];
  /** Steps that it has to refuse, where it decides anything. */
  readonly refuses?: readonly Step[];
  /** The case that it stands beside; whether it lets in the steps that are counted. */
  readonly beside: 'allowed-group' | 'unknown-key';
}

const page = '/app/reports/2026.html';

const codeOf = (name: string) =>
  readFileSync(new URL(`../baselines/${name}.js`, import.meta.url), 'utf8');

const hmac = (key: string, text: string, encoding: 'hex' | 'base64url') =>
  createHmac('sha256', key).update(text).digest(encoding);
const json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const secretOf = (index: number) => bytesOf('secret', index).toString('base64url');

/** The claims that a session token carries, as an HS256 JWT. */
function jwtOf({ sub, sid }: Person, secret: string): string {
  const payload = { sub, sid, iat: clock - 300, exp: clock + 1500, groups: ['members'] };
  const input = `${json({ alg: 'HS256', typ: 'JWT' })}.${json(payload)}`;
  return `${input}.${hmac(secret, input, 'base64url')}`;
}

function hexTokenOf({ sub }: Person, secret: string): string {
  const body = `${sub}.${clock + 1500}`;
  return `${body}.${hmac(secret, body, 'hex')}`;
}

/** Each person's request with a cookie and a key of another gate's. */
function stepsWith(
  key: string,
  cookie: string,
  tokenOf: (person: Person, secret: string) => string,
  sign = secretOf,
): Step[] {
  const request: Request = { uri: page, cookie: null };
  return stepsOf(request).map((step, index) => {
    const event = structuredClone(step.event) as { request: { cookies: object } };
    event.request.cookies = {
      theme: { value: 'dark' },
      [cookie]: { value: tokenOf(person(index), sign(index)) },
    };
    return { event, store: { [key]: secretOf(index) } };
  });
}

/** As long as what the MAC of a session token with one group is over. */
function bodyOfToken(): string {
  const { token } = person(0, { groups: ['members'] });
  return token.slice(0, token.lastIndexOf('.'));
}

const forged = (index: number) => bytesOf('forged', index).toString('base64url');

export function baselines(): readonly Baseline[] {
  return [
    {
      id: 'floor',
      title: 'the floor: one KVS read, one HMAC over the same bytes',
      code: codeOf('floor').replace('KEY', secretOf(0)).replace('BODY', bodyOfToken()),
      steps: stepsOf({ uri: page }),
      beside: 'allowed-group',
    },
    {
      id: 'unknown-key-floor',
      title: 'a function that can do no more than turn it away',
      code: codeOf('unknown-key'),
      steps: stepsOf({ uri: page, who: { signedWith: 'unknown-key' } }),
      beside: 'unknown-key',
    },
    {
      id: 'jwt-gate',
      title: "an HS256 JWT gate, as AWS's KVS sample checks it",
      code: codeOf('jwt-gate'),
      steps: stepsWith('jwt.secret', 'jwt', jwtOf),
      refuses: stepsWith('jwt.secret', 'jwt', jwtOf, forged),
      beside: 'allowed-group',
    },
    {
      id: 'hex-gate',
      title: 'a hexadecimal HMAC gate',
      code: codeOf('hex-gate'),
      steps: stepsWith('gate.secret', 'session', hexTokenOf),
      refuses: stepsWith('gate.secret', 'session', hexTokenOf, forged),
      beside: 'allowed-group',
    },
  ];
}

const isPassed = (result: unknown) => (result as { uri?: string } | undefined)?.uri !== undefined;

/**
 * Instructions per call, everything included, of a baseline that works.
 *
 * @throws Error when it does not let its people in, or lets others in
 */
export async function grossOfBaseline({
  id,
  code,
  steps,
  refuses = [],
  beside,
}: Baseline): Promise<number> {
  const outcomes = await runInNjs({ code, clock, steps: [...steps, ...refuses] });
  const expected = [...steps.map(() => beside === 'allowed-group'), ...refuses.map(() => false)];
  if (outcomes.some(({ result }, i) => isPassed(result) !== expected[i])) {
    throw new Error(`the baseline ${id} does not decide as it should`);
  }
  return grossOf(code, steps);
}
