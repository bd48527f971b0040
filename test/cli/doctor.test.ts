import { readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '../../cli/aws/clients.ts';
import { findDeployment } from '../../cli/deployment.ts';
import { diagnose } from '../../cli/doctor/diagnose.ts';
import { factReader } from '../../cli/doctor/facts.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { inSteps } from '../../cli/progress.ts';
import { localAccount } from '../../local/aws/local-account.ts';
import { projectFolder } from '../command.ts';
import { own } from '../functions/after/own.ts';
import { startStandIn, hosts, type StandIn } from './stand-in.ts';

/** What the command finds, by the SDK's own clients, without starting a process for each fault. */
async function examine({ port, record }: StandIn): Promise<Finding[]> {
  const { region, credentials } = localAccount;
  const aws = connect({ region, credentials, endpoint: `http://127.0.0.1:${port}` });
  const deployment = await findDeployment(aws, { stack: record.stack.name });
  const read = factReader(aws, deployment, () => Math.round(Date.now() / 1000));
  await inSteps(true, read.steps);
  const bundle = readEdgeBundles(new URL('dist/edge/', projectFolder));
  return diagnose(read.facts(), deployment, bundle);
}

const site = (standIn: StandIn) => standIn.record.distributions[0]!;
const day = 86_400;

/** Each breaks one thing in a healthy deployment; `found` is what the doctor has to say of it. */
const faults: readonly {
  readonly name: string;
  readonly plant: (standIn: StandIn) => void;
  readonly check: string;
  readonly state?: 'warning' | 'unknown';
  readonly found: RegExp;
  readonly advice?: string;
}[] = [
  {
    name: 'a store that differs from the secret',
    plant: ({ keys }) => (keys.status = { ...keys.status, differences: ['the store lacks k1'] }),
    check: 'secret-and-store',
    found: /lacks k1/,
  },
  {
    name: 'an entry that cannot be read, which no repair mends',
    plant: ({ keys }) => {
      const differences = ['the entry r:eve cannot be read; revoke the user anew'];
      keys.status = { ...keys.status, differences, unreadable: ['eve'] };
    },
    check: 'secret-and-store',
    found: /r:eve cannot be read/,
    advice: 'latchkey sessions revoke --user eve',
  },
  {
    name: 'such an entry, and a store that differs besides',
    plant: ({ keys }) => {
      const differences = ['the store lacks k1', 'the entry r:eve cannot be read'];
      keys.status = { ...keys.status, differences, unreadable: ['eve'] };
    },
    check: 'secret-and-store',
    found: /lacks k1; the entry/,
    advice: 'latchkey keys repair\nlatchkey sessions revoke --user eve',
  },
  {
    name: 'no key that signs',
    plant: ({ keys }) => {
      const others = keys.status.keys.filter(({ state }) => state !== 'signing');
      keys.status = { ...keys.status, keys: others };
    },
    check: 'signing-key',
    found: /no key signs/,
  },
  {
    name: 'a key that should have changed',
    plant: ({ keys }) => {
      const aged = keys.status.keys.map((key) =>
        key.state === 'signing' ? { ...key, signsFrom: key.born - 30 * day } : key,
      );
      keys.status = { ...keys.status, keys: aged };
    },
    check: 'signing-key',
    state: 'warning',
    found: /should have changed after 7 days/,
  },
  {
    name: 'no standby',
    plant: ({ keys }) => {
      const others = keys.status.keys.filter(({ state }) => state !== 'standby');
      keys.status = { ...keys.status, keys: others };
    },
    check: 'standby',
    found: /could not be dropped/,
  },
  {
    name: 'rotation that is off',
    plant: ({ keys }) => {
      keys.status = { ...keys.status, rotation: { ...keys.status.rotation, enabled: false } };
    },
    check: 'rotation',
    found: /is off/,
  },
  {
    name: 'a rotation that does not end',
    plant: ({ keys }) => {
      const { last } = keys.status.rotation;
      const rotation = { enabled: true, pending: true, last, next: (last ?? 0) + 60 };
      keys.status = { ...keys.status, rotation };
    },
    check: 'rotation',
    found: /does not end/,
  },
  {
    name: 'a rotation that is overdue',
    plant: ({ keys }) => {
      const { last, next } = keys.status.rotation;
      const rotation = { enabled: true, pending: false, last, next: (next ?? 0) - 5 * day };
      keys.status = { ...keys.status, rotation };
    },
    check: 'rotation',
    found: /was due 2 days ago/,
    advice: 'latchkey keys rotate; see docs/operations.md',
  },
  {
    name: 'a store that is almost full',
    plant: ({ keys }) => (keys.status = { ...keys.status, storeSize: 5_000_000 }),
    check: 'store-room',
    state: 'warning',
    found: /96 % full/,
  },
  {
    name: 'a clock that is a little off',
    plant: ({ keys }) => (keys.ahead = 120),
    check: 'clock',
    state: 'warning',
    found: /behind AWS/,
  },
  {
    name: 'a clock that is far off',
    plant: ({ keys }) => (keys.ahead = -4000),
    check: 'clock',
    found: /ahead of AWS/,
  },
  {
    name: 'a keys Lambda that fails',
    plant: ({ keys }) => (keys.answer = () => ({ crash: 'boom' })),
    check: 'secret-and-store',
    state: 'unknown',
    found: /keys Lambda stand-in-keys failed/,
  },
  {
    name: 'a function that is not published',
    plant: ({ record }) => (record.edgeFunction.live = null),
    check: 'edge-code',
    found: /not published to LIVE/,
  },
  {
    name: 'a function that was changed by hand',
    plant: ({ record }) => (record.edgeFunction.live += '\n'),
    check: 'edge-code',
    found: /not what this version of latchkey makes/,
  },
  {
    name: 'a change that waits to be published',
    plant: ({ record }) => (record.edgeFunction.development = 'function handler() {}'),
    check: 'edge-code',
    state: 'warning',
    found: /next publish/,
  },
  {
    name: 'a function with another store',
    plant: ({ record }) =>
      (record.edgeFunction.stores = ['arn:aws:cloudfront::1:key-value-store/x']),
    check: 'edge-store',
    found: /everybody gets 503/,
  },
  {
    name: 'a distribution that is disabled',
    plant: (standIn) => (site(standIn).enabled = false),
    check: 'distribution:EDFDVBD6EXAMPLE',
    found: /disabled/,
  },
  {
    name: 'a distribution that is being changed',
    plant: (standIn) => (site(standIn).status = 'InProgress'),
    check: 'distribution:EDFDVBD6EXAMPLE',
    state: 'warning',
    found: /on its way/,
  },
  {
    name: 'no behavior with the function',
    plant: (standIn) => site(standIn).behaviors.forEach((one) => (one.viewerRequest = null)),
    check: 'behaviors:EDFDVBD6EXAMPLE',
    found: /nothing is protected/,
  },
  {
    name: 'a way around the function',
    plant: (standIn) => {
      const [first] = site(standIn).behaviors.slice(-1);
      site(standIn).behaviors.unshift({ ...first!, pattern: '/images/*', viewerRequest: null });
    },
    check: 'behaviors:EDFDVBD6EXAMPLE',
    found: /^\/images\/\* leads to a protected origin/,
  },
  {
    name: 'a behavior without TLS',
    plant: (standIn) => (site(standIn).behaviors[1]!.viewerProtocol = 'allow-all'),
    check: 'behaviors:EDFDVBD6EXAMPLE',
    found: /without TLS/,
  },
  {
    name: 'an auth behavior that leads elsewhere',
    plant: (standIn) => (site(standIn).behaviors[0]!.origin = 'site'),
    check: 'auth-behavior:EDFDVBD6EXAMPLE',
    found: /none leads to the token exchange/,
  },
  {
    name: 'an auth behavior that is cached',
    plant: (standIn) => (site(standIn).behaviors[0]!.cachePolicy = 'optimized'),
    check: 'auth-behavior:EDFDVBD6EXAMPLE',
    found: /one visitor could get those of another/,
  },
  {
    name: 'an auth behavior without cookies',
    plant: (standIn) => (site(standIn).behaviors[0]!.originRequestPolicy = null),
    check: 'auth-behavior:EDFDVBD6EXAMPLE',
    found: /cookies and queries do not arrive/,
  },
  {
    name: 'an auth behavior without POST',
    plant: (standIn) => (site(standIn).behaviors[0]!.methods = ['GET', 'HEAD']),
    check: 'auth-behavior:EDFDVBD6EXAMPLE',
    found: /POST/,
  },
  {
    name: 'no origin access control',
    plant: (standIn) => (site(standIn).origins[1]!.accessControl = ''),
    check: 'access-control:EDFDVBD6EXAMPLE',
    found: /are not signed/,
  },
  {
    name: 'an origin access control that signs nothing',
    plant: ({ record }) => (record.originAccessControls['EEXCHANGE']!.signing = 'never'),
    check: 'access-control:EDFDVBD6EXAMPLE',
    found: /signs never/,
  },
  {
    name: 'a refusal that becomes a page',
    plant: (standIn) => site(standIn).errorResponses.push({ code: 403, responseCode: 200, ttl: 0 }),
    check: 'error-pages:EDFDVBD6EXAMPLE',
    found: /403 becomes 200/,
  },
  {
    name: 'errors that are cached',
    plant: (standIn) => (site(standIn).errorResponses = [{ code: 503, ttl: 60 }]),
    check: 'error-pages:EDFDVBD6EXAMPLE',
    state: 'warning',
    found: /404, .*503/,
  },
  {
    name: 'a function URL that is open',
    plant: ({ record }) => (record.tokenExchange.authType = 'NONE'),
    check: 'function-url',
    found: /anybody can call/,
  },
  {
    name: 'no grant of InvokeFunctionUrl',
    plant: ({ record }) => record.tokenExchange.policy?.shift(),
    check: 'invoke-grants',
    found: /EDFDVBD6EXAMPLE lacks lambda:InvokeFunctionUrl:/,
  },
  {
    name: 'no grant of InvokeFunction',
    plant: ({ record }) => record.tokenExchange.policy?.pop(),
    check: 'invoke-grants',
    found: /EDFDVBD6EXAMPLE lacks lambda:InvokeFunction:/,
  },
  {
    name: 'no policy at all',
    plant: ({ record }) => (record.tokenExchange.policy = null),
    check: 'invoke-grants',
    found: /InvokeFunctionUrl.*InvokeFunction/,
  },
  {
    name: 'a grant for any distribution',
    plant: ({ record }) => {
      const { Condition: _gone, ...open } = record.tokenExchange.policy![0]!;
      record.tokenExchange.policy!.push(open);
    },
    check: 'invoke-grants',
    found: /anybody's distribution/,
  },
  {
    name: 'a grant by a wildcard',
    plant: ({ record }) => {
      const Condition = { ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudfront::*:distribution/*' } };
      record.tokenExchange.policy!.push({ ...record.tokenExchange.policy![0]!, Condition });
    },
    check: 'invoke-grants',
    found: /anybody's distribution/,
  },
  {
    name: 'a host that the token exchange does not know',
    plant: ({ setHosts }) => {
      setHosts(['docs.example.com']);
    },
    check: 'hosts',
    found: /does not know www\.example\.com/,
  },
  {
    name: 'a callback URL that is missing',
    plant: ({ setClient }) => {
      setClient({ callbackUrls: ['https://www.example.com/_auth/callback'] });
    },
    check: 'callback-urls',
    found: /callback URL https:\/\/docs\.example\.com\/_auth\/callback: .*redirect_mismatch/,
  },
  {
    name: 'a logout URL that is missing',
    plant: ({ setClient }) => {
      setClient({ logoutUrls: hosts.map((host) => `http://${host}/_auth/logout`) });
    },
    check: 'callback-urls',
    found: /logout URL https:\/\/www\.example\.com/,
  },
  {
    name: 'login pages without a branding',
    plant: (standIn) => (standIn.branding = 'missing'),
    check: 'branding',
    found: /no page to sign in at/,
  },
  ...['GetFunction', 'DescribeFunction', 'GetDistribution', 'GetCachePolicy'].map((action) => ({
    name: `a permission that is missing: cloudfront:${action}`,
    plant: ({ record }: StandIn) => record.denied.add(`cloudfront:${action}`),
    check: {
      GetFunction: 'edge-code',
      DescribeFunction: 'edge-store',
      GetDistribution: 'behaviors:EDFDVBD6EXAMPLE',
      GetCachePolicy: 'auth-behavior:EDFDVBD6EXAMPLE',
    }[action]!,
    state: 'unknown' as const,
    found: new RegExp(`access denied: cloudfront:${action}`),
  })),
];

describe('latchkey doctor', () => {
  test('finds nothing wrong with a healthy deployment', async () => {
    const standIn = await startStandIn();
    const { code, stdout, stderr } = await standIn.latchkey(['doctor', '--json']);
    await standIn.close();
    const report = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
    expect(report.findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(report.findings.length).toBeGreaterThan(15);
    expect({ code, stderr, ok: report.ok }).toEqual({ code: 0, stderr: '', ok: true });
  });

  test('is 0 for a warning alone, 1 for what could not be checked', async () => {
    const standIn = await startStandIn();
    standIn.keys.ahead = 120;
    const warned = await standIn.latchkey(['doctor', '--json']);
    standIn.reset();
    standIn.record.denied.add('lambda:GetPolicy');
    const denied = await standIn.latchkey(['doctor', '--json']);
    await standIn.close();
    expect([warned.code, denied.code]).toEqual([0, 1]);
    expect(JSON.parse(warned.stdout)).toMatchObject({ ok: true });
    expect(JSON.parse(denied.stdout)).toMatchObject({ ok: false });
  });

  test("takes the user's own code for what it is", async () => {
    const standIn = await startStandIn();
    const code = own('return request;');
    standIn.setOwn(code);
    const judged = async () => (await examine(standIn)).find(({ check }) => check === 'edge-code');
    const healthy = await judged();
    standIn.record.edgeFunction.live = standIn.record.edgeFunction.live!.replace(
      'return request;',
      'return 0;',
    );
    const changed = await judged();
    await standIn.close();
    expect(healthy).toMatchObject({ state: 'ok' });
    expect(healthy?.detail).toMatch(/and the afterAuthorize in the stack/);
    expect(changed).toMatchObject({ state: 'failed' });
  });

  describe('finds', () => {
    let standIn: StandIn;
    beforeAll(async () => {
      standIn = await startStandIn();
    });
    afterAll(() => standIn.close());

    test.each(faults)('$name', async ({ plant, check, state = 'failed', found, advice }) => {
      standIn.reset();
      plant(standIn);
      const finding = (await examine(standIn)).find((one) => one.check === check);
      expect(finding).toMatchObject({ state });
      expect(finding?.detail).toMatch(found);
      if (advice === undefined) expect(finding?.advice).toMatch(/\S/);
      else expect(finding?.advice).toBe(advice);
    });
  });

  test('tells people last what is wrong, with what to do and a summary', async () => {
    const standIn = await startStandIn();
    standIn.record.tokenExchange.authType = 'NONE';
    const { code, stdout, stderr } = await standIn.latchkey(['doctor']);
    await standIn.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED {3}Function URL\n.*anybody can call/);
    expect(stdout).toMatch(/→ .*aws lambda update-function-url-config/);
    expect(stdout.trimEnd()).toMatch(/1 failed, 17 ok$/);
    expect(stderr).toMatch(/^Finding the deployment …\n/);
  });
});
