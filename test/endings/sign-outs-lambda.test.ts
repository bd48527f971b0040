/** The writer of sign-outs as it ships: what it makes of the queue's messages. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { signOutsSettingsVariable } from '../../keys/settings.ts';
import { lambdaEnvironment, storeArn } from '../../local/account.ts';
import { KeyValueStore } from '../../local/aws/index.ts';
import { createClock } from '../../local/clock.ts';
import { createLambda, type LocalLambda } from '../../local/lambda.ts';
import { serve, type RunningServer } from '../../local/serve.ts';
import { parseRevocation } from '../../session/revocation.ts';

const clock = createClock();
const sid = 'sign-in-of-ada-1';
let store: KeyValueStore;
let server: RunningServer;
let lambda: LocalLambda;
let onLine: (line: string) => void;

beforeEach(async () => {
  onLine = () => undefined;
  store = new KeyValueStore({ arn: storeArn, now: clock.now });
  server = await serve(store.handle);
  lambda = createLambda({
    bundle: new URL('../../dist/sign-outs/index.mjs', import.meta.url),
    env: {
      ...lambdaEnvironment(server.port),
      AWS_MAX_ATTEMPTS: '1',
      [signOutsSettingsVariable]: JSON.stringify({
        audience: 'demo',
        keyValueStore: storeArn,
        maxAge: 3600,
      }),
    },
    clock,
    onLog: (line) => {
      onLine(line);
    },
  });
});

afterEach(async () => {
  await lambda?.stop();
  await server?.close();
});

const invoke = (...bodies: string[]) =>
  lambda.invoke<SQSBatchResponse>({
    Records: bodies.map((body, at) => ({ messageId: `message-${at}`, body })),
  });

describe('the Lambda of sign-outs', () => {
  test('writes what the messages say', async () => {
    await expect(invoke(`ada ${sid}`, `grace ${sid}`)).resolves.toEqual({ batchItemFailures: [] });
    expect(parseRevocation(store.get('r:ada') ?? '')?.sids).toEqual([sid]);
    expect(parseRevocation(store.get('r:grace') ?? '')?.sids).toEqual([sid]);
    expect(store.calls.of('UpdateKeys')).toBe(1);
  });

  test.each([
    ['nothing', ''],
    ['JSON', '{"sub":"ada"}'],
    ['a sid that is too short', 'ada short'],
    ['a sub with what no key may hold', `a/b ${sid}`],
    ['two lines', `ada ${sid}\nada ${sid}`],
    ['an entry of its own making', `ada zzzzzz 0 ${sid}`],
  ])('drops a message that nobody can read, and takes the others: %s', async (_, body) => {
    await expect(invoke(body, `grace ${sid}`)).resolves.toEqual({ batchItemFailures: [] });
    expect(store.entries().map(([key]) => key)).toEqual(['r:grace']);
  });

  test('makes no call for messages of which none can be read', async () => {
    await expect(invoke('x', 'y')).resolves.toEqual({ batchItemFailures: [] });
    expect(store.calls.total).toBe(0);
  });

  test.each(['ServiceQuotaExceededException', 'AccessDeniedException'] as const)(
    'reports every message as failed after %s, and writes them the next time',
    async (code) => {
      store.refuseNext(code);
      await expect(invoke(`ada ${sid}`, 'unreadable', `grace ${sid}`)).resolves.toEqual({
        batchItemFailures: [0, 1, 2].map((at) => ({ itemIdentifier: `message-${at}` })),
      });
      expect(store.itemCount).toBe(0);
      await expect(invoke(`ada ${sid}`)).resolves.toEqual({ batchItemFailures: [] });
      expect(store.get('r:ada')).toContain(sid);
    },
  );

  test('logs how many, and never who', async () => {
    const line = new Promise<string>((resolve) => {
      onLine = resolve;
    });
    await invoke(`ada ${sid}`);
    const text = await line;
    expect(JSON.parse(text)).toMatchObject({ outcome: 'sign-outs-written', count: 1 });
    expect(text).not.toContain('ada');
    expect(text).not.toContain(sid);
  });
});
