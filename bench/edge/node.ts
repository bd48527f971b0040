/** The same question in Node: our check beside that of an RS256 JWT, as Lambda@Edge does it. */
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import crypto from 'node:crypto';
import { edgeCode, type EdgeBundles } from '../../functions/compile/edge-code.ts';
import type { Step } from '../../test/engine/steps.ts';
import { issuerOf } from '../../token-exchange/jwt.ts';
import { cpuOfEach, type Contender } from '../cpu.ts';
import { documented } from './configurations.ts';
import { clock } from './people.ts';
import { stepsOf } from './requests.ts';

export interface NodeComparison {
  /** Microseconds of CPU for a check, medians. */
  readonly ours: number;
  readonly jwt: number;
}

type Handler = (event: unknown) => Promise<{ uri?: string }>;
type Given = Readonly<Record<string, object>>;

/** The built function in Node, with what it imports handed to it and a clock that stands. */
function load(code: string, cloudfront: object): Handler {
  const body = code.replace(
    /\bimport\s+([\w$]+)\s+from\s*["'](cloudfront|crypto)["'];?/g,
    'const $1 = given.$2;',
  );
  const date = { now: () => clock * 1000 };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- It is our own bundle.
  const make = new Function('given', 'Date', `'use strict'; ${body}\n;return handler;`);
  return (make as (given: Given, date: object) => Handler)({ cloudfront, crypto }, date);
}

function ours(bundle: EdgeBundles): Contender {
  const steps = stepsOf({ uri: '/app/reports/2026.html', who: { groups: ['members'] } });
  let step = steps[0] as Step;
  let turn = 0;
  const get = (key: string) => Promise.resolve((step.store as Record<string, string>)[key]);
  const store = { get, exists: (key: string) => get(key).then((value) => value !== undefined) };
  const handler = load(edgeCode(documented, bundle), { kvs: () => store });
  return {
    name: 'ours',
    run: async () => {
      step = steps[turn++ % steps.length] as Step;
      const passed = await handler(structuredClone(step.event));
      if (passed.uri === undefined) throw new Error('our check refused a good session');
    },
  };
}

const userPoolId = 'eu-west-1_Benchmark';
const clientId = 'benchmarkclient';

async function jwtCheck(): Promise<Contender> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'RS256', use: 'sig', kty: 'RSA' };
  const jwt = await new SignJWT({ token_use: 'id', 'cognito:groups': ['members'] })
    .setProtectedHeader({ alg: 'RS256', kid: 'key' })
    .setIssuer(issuerOf(userPoolId))
    .setAudience(clientId)
    .setSubject(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'id' });
  verifier.cacheJwks({ keys: [key] });
  const event = stepsOf({ uri: '/app/reports/2026.html' })[0]?.event;
  return {
    name: 'jwt',
    run: async () => {
      // Both get their event as their own: what that costs is in both.
      structuredClone(event);
      await verifier.verify(jwt);
    },
  };
}

/** Our check beside the JWT's in one process, in turns. */
export async function compareInNode(bundle: EdgeBundles): Promise<NodeComparison> {
  const [mine, jwt] = await cpuOfEach([ours(bundle), await jwtCheck()], { rounds: 40, times: 200 });
  if (mine === undefined || jwt === undefined) throw new Error('nothing was measured');
  return { ours: mine, jwt };
}
