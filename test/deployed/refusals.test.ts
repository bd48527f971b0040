/** What the reader of a template does not know it refuses, and says where it is. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refreshCookie } from '../../session/names.ts';
import { demoUsers } from '../../local/demo.ts';
import { isForm } from '../endings/world.ts';
import { Browser, navigating } from '../browser/browser.ts';
import { synthesize, type Assembly, type Resource, type Template } from './assembly.ts';
import { deploy, type DeployedSystem } from './deploy.ts';
import { limited } from './lambda-runner.ts';
import { createLog } from './log.ts';
import { theApp } from './stacks.ts';

type Changeable = Record<string, unknown>;

let assembly: Assembly;

beforeAll(() => {
  assembly = synthesize(theApp);
});

afterAll(() => {
  assembly?.remove();
});

/** The template with its resources of one type changed. */
function changed(type: string, change: (properties: Changeable, id: string) => void): Assembly {
  const template = structuredClone(assembly.template);
  for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    if (Type === type) change(Properties, id);
  }
  return { ...assembly, template };
}

function withResource(id: string, resource: Resource): Assembly {
  const template: Template = { Resources: { ...assembly.template.Resources, [id]: resource } };
  return { ...assembly, template };
}

const configOf = (properties: Changeable) => properties['DistributionConfig'] as Changeable;
const behaviorOf = (properties: Changeable) =>
  configOf(properties)['DefaultCacheBehavior'] as Changeable;

describe('refused is', () => {
  test.each<[string, () => Assembly, RegExp]>([
    [
      'a type of resource',
      () => withResource('Gate', { Type: 'AWS::CloudFront::Gate' }),
      /^Gate \(AWS::CloudFront::Gate\) is not known here$/,
    ],
    [
      'a property of a distribution',
      () => changed('AWS::CloudFront::Distribution', (p) => (configOf(p)['Staging'] = true)),
      /\.DistributionConfig\.Staging is not known here$/,
    ],
    [
      'a property of a behavior',
      () => changed('AWS::CloudFront::Distribution', (p) => (behaviorOf(p)['GrpcConfig'] = {})),
      /\.DistributionConfig\.DefaultCacheBehavior\.GrpcConfig is not known here$/,
    ],
    [
      'a cache policy of somebody else',
      () =>
        changed('AWS::CloudFront::Distribution', (p) => (behaviorOf(p)['CachePolicyId'] = 'their')),
      /^their is no cache policy known here$/,
    ],
    [
      'another event than a viewer’s request',
      () =>
        changed('AWS::CloudFront::Distribution', (p) => {
          const [association] = behaviorOf(p)['FunctionAssociations'] as [Changeable];
          association['EventType'] = 'viewer-response';
        }),
      /FunctionAssociations\[0\]\.EventType is "viewer-response": not known here/,
    ],
    [
      'a behavior that can be had without TLS',
      () =>
        changed('AWS::CloudFront::Distribution', (p) => {
          behaviorOf(p)['ViewerProtocolPolicy'] = 'allow-all';
        }),
      /ViewerProtocolPolicy is "allow-all"/,
    ],
    [
      'a header that is taken away',
      () =>
        changed('AWS::CloudFront::ResponseHeadersPolicy', (p) => {
          const config = p['ResponseHeadersPolicyConfig'] as Changeable;
          config['RemoveHeadersConfig'] = { Items: [{ Header: 'server' }] };
        }),
      /\.RemoveHeadersConfig is not known here$/,
    ],
    [
      'an intrinsic function',
      () => changed('AWS::SSM::Parameter', (p) => (p['Value'] = { 'Fn::Base64': 'x' })),
      /AWS::SSM::Parameter\)\.Value has Fn::Base64, which is not known here$/,
    ],
    [
      'one with a condition',
      () => changed('AWS::SSM::Parameter', (p) => (p['Value'] = { 'Fn::If': ['A', 'b', 'c'] })),
      /has Fn::If, which is not known here$/,
    ],
    [
      'a reference to what is not there',
      () => changed('AWS::SSM::Parameter', (p) => (p['Value'] = { Ref: 'Nobody' })),
      /refers to Nobody, which is not in the template$/,
    ],
    [
      'an attribute',
      () =>
        changed('AWS::SSM::Parameter', (p) => {
          const [id] = Object.entries(assembly.template.Resources).find(
            ([, { Type }]) => Type === 'AWS::SQS::Queue',
          )!;
          p['Value'] = { 'Fn::Sub': `\${${id}.Nickname}` };
        }),
      /has \w+\.Nickname \(AWS::SQS::Queue\), which is not known here$/,
    ],
    [
      'a function URL for everybody',
      () => changed('AWS::Lambda::Url', (p) => (p['AuthType'] = 'NONE')),
      /AuthType is "NONE": not known here/,
    ],
    [
      'an app client with a flow of old',
      () => changed('AWS::Cognito::UserPoolClient', (p) => (p['AllowedOAuthFlows'] = ['implicit'])),
      /AllowedOAuthFlows is \["implicit"\]: not known here/,
    ],
    [
      'a secret whose value is in the template',
      () => changed('AWS::SecretsManager::Secret', (p) => (p['SecretString'] = 'x')),
      /SecretString is not known here/,
    ],
    [
      'a policy with a condition',
      () =>
        changed('AWS::IAM::Policy', (p) => {
          const { Statement } = p['PolicyDocument'] as { Statement: Changeable[] };
          Statement[0]!['Condition'] = {};
        }),
      /Statement\[0\]\.Condition is not known here/,
    ],
  ])('%s', async (_what, make, message) => {
    await expect(deploy(make())).rejects.toThrow(message);
  });
});

describe('what the template takes away is gone', () => {
  const running: DeployedSystem[] = [];

  afterAll(async () => {
    for (const system of running) await system.close();
  });

  const start = async (made: Assembly, log = createLog()) => {
    const system = await deploy(made, { onLog: log.add });
    running.push(system);
    return system;
  };
  /** Without one permission of some role's. */
  const without = (role: RegExp, action: string) =>
    changed('AWS::IAM::Policy', (properties, id) => {
      const document = properties['PolicyDocument'] as { Statement: { Action: unknown }[] };
      if (!role.test(id)) return;
      const left = document.Statement.filter(({ Action }) => ![Action].flat().includes(action));
      expect(left).toHaveLength(document.Statement.length - 1);
      document.Statement = left;
    });

  test('a deploy whose seed may not write the secret fails', async () => {
    const made = without(/SeedRole/, 'secretsmanager:PutSecretValue');
    await expect(deploy(made)).rejects.toThrow(/AccessDenied/);
  });

  test('a writer that may not take from its queue is found', async () => {
    const made = without(/WriterRole/, 'sqs:ReceiveMessage');
    await expect(deploy(made)).rejects.toThrow(/may not sqs:ReceiveMessage/);
  });

  test('a token exchange that may not read the ring lets nobody in', async () => {
    const system = await start(without(/TokenExchange/, 'secretsmanager:GetSecretValue'));
    const page = await new Browser(system.url).open('/app/');
    expect(page.status).toBe(503);
    expect(system.denied).toEqual([
      expect.objectContaining({ action: 'secretsmanager:GetSecretValue' }),
    ]);
  });

  test('without the queue a sign-out ends here, and is not told', async () => {
    const log = createLog();
    const system = await start(without(/TokenExchange/, 'sqs:SendMessage'), log);
    const person = new Browser(system.url);
    const { username, password } = demoUsers[1]!;
    await person.submit(await person.open('/app/'), { username, password });
    expect(person.cookie(refreshCookie) ?? '').not.toBe('');
    await person.open('/_auth/logout');
    expect(person.token).toBe('');
    expect(system.denied).toEqual([expect.objectContaining({ action: 'sqs:SendMessage' })]);
  });

  test.each(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'])(
    'the token exchange cannot be reached without %s',
    async (action) => {
      const system = await start(
        changed('AWS::Lambda::Permission', (properties) => {
          if (properties['Action'] === action) properties['Action'] = 'lambda:Other';
        }),
      );
      const answer = await new Browser(system.url).ask('/_auth/login');
      expect(answer.status).toBe(403);
    },
  );

  test('a bucket that lets its distribution read nothing has no page', async () => {
    const system = await start(
      changed('AWS::S3::BucketPolicy', (properties) => {
        const { Statement } = properties['PolicyDocument'] as { Statement: Changeable[] };
        for (const statement of Statement) {
          if (statement['Effect'] === 'Allow') statement['Action'] = 's3:GetObjectAcl';
        }
      }),
    );
    expect((await new Browser(system.url).ask('/')).status).toBe(403);
  });

  test('another edge function is another edge function', async () => {
    const system = await start(
      changed('AWS::CloudFront::Function', (properties) => {
        properties['FunctionCode'] = 'async function handler() { return { statusCode: 418 }; }';
      }),
    );
    const visit = await new Browser(system.url).ask('/', { headers: navigating() });
    expect([visit.status, isForm(visit)]).toEqual([418, false]);
  });
});

test('a Lambda is given up after its timeout', async () => {
  const never = {
    invoke: () => new Promise<never>(() => undefined),
    stop: () => Promise.resolve(),
  };
  await expect(limited(never, 0).invoke({})).rejects.toThrow('Task timed out after 0 seconds');
});
