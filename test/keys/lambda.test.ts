/** The keys Lambda as it ships, invoked as AWS and the command invoke it. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationAnswer } from '../../keys/operations.ts';
import { lambdaClient } from '../../local/aws/clients.ts';
import {
  localKeysFunction,
  localRingSecret,
  startSystem,
  type LocalSystem,
} from '../../local/system.ts';
import { parseRing } from '../../session/key-ring.ts';
import { parseToken } from '../../session/token.ts';
import { newUser, signedIn } from '../endings/world.ts';

let system: LocalSystem;
let client: LambdaClient;
let lines: string[];

beforeAll(async () => {
  lines = [];
  system = await startSystem({ lead: 5, onLog: (line) => lines.push(line) });
  client = lambdaClient(system.port, { maxAttempts: 1 });
});

afterAll(async () => {
  client?.destroy();
  await system?.close();
});

async function invoke(event: unknown, FunctionName = localKeysFunction) {
  const answer = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const payload = Buffer.from(answer.Payload ?? []).toString();
  return { ...answer, payload: JSON.parse(payload === '' ? 'null' : payload) as OperationAnswer };
}

describe('Lambda’s API', () => {
  test('answers what the function does', async () => {
    const { StatusCode, FunctionError, payload } = await invoke({ operation: 'status' });
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: undefined });
    expect(payload).toMatchObject({ ok: true, result: { audience: 'demo' } });
  });

  test('finds it by its ARN too', async () => {
    const arn = system.account.functions.arn(localKeysFunction);
    expect((await invoke({ operation: 'status' }, arn)).payload.ok).toBe(true);
  });

  test('says when it threw', async () => {
    const { StatusCode, FunctionError, payload } = await invoke({ Records: [] });
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(payload).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'this event is not for the keys Lambda',
    });
  });

  test('does not wait for an event, nor carry out a dry run', async () => {
    const as = async (InvocationType: 'Event' | 'DryRun') =>
      client.send(new InvokeCommand({ FunctionName: localKeysFunction, InvocationType }));
    expect((await as('Event')).StatusCode).toBe(202);
    expect((await as('DryRun')).StatusCode).toBe(204);
  });

  test('refuses a function that is not there, and what is no JSON', async () => {
    await expect(invoke({}, 'nowhere')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    const command = new InvokeCommand({ FunctionName: localKeysFunction, Payload: '{' });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
  });

  test('refuses whoever has not signed', async () => {
    const url = `http://127.0.0.1:${system.port}/2015-03-31/functions/${localKeysFunction}/invocations`;
    const answer = await fetch(url, { method: 'POST', body: '{"operation":"status"}' });
    expect(answer.status).toBe(403);
  });
});

test('Secrets Manager has it rotate, and the schedule has it repair', async () => {
  system.account.secrets.rotate(localRingSecret);
  expect(await system.account.secrets.rotationsSettled()).toEqual([]);
  expect(parseRing(system.account.secrets.value(localRingSecret)!)!.keys).toHaveLength(3);
  const daily = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [] };
  expect(await invoke(daily)).toMatchObject({ payload: null });
});

test('the daily run fails where it could not repair, so that AWS tries again', async () => {
  const daily = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [] };
  system.account.store.refuseNext('AccessDeniedException');
  expect(await invoke(daily)).toMatchObject({ FunctionError: 'Unhandled' });
});

describe('inspect', () => {
  const inspect = async (token: string) => (await invoke({ operation: 'inspect', token })).payload;

  test('says of a token what the edges do, and keeps it to itself', async () => {
    const person = await signedIn(system, newUser(system));
    const { token } = person;
    const { kid, iat, exp, sid, sub, mac } = parseToken(token)!;
    expect(await inspect(token)).toMatchObject({
      ok: true,
      result: {
        verdict: 'ok',
        claims: { kid, iat, exp, sid, sub, groups: [] },
        renewableUntil: iat + 3600,
      },
    });
    const forged = token.slice(0, -22) + 'A'.repeat(22);
    expect(await inspect(forged)).toMatchObject({ result: { verdict: 'bad-mac' } });
    expect(JSON.stringify(await inspect(forged))).not.toContain(mac);
    const alien = token.replace(kid, 'zzz');
    expect(await inspect(alien)).toMatchObject({ result: { verdict: 'unknown-key' } });
    await invoke({ operation: 'revoke-session', sub, sid });
    expect(await inspect(token)).toMatchObject({
      result: { verdict: 'revoked', renewableUntil: null },
    });
    system.advance(1801);
    expect(await inspect(token)).toMatchObject({ result: { verdict: 'expired' } });
    expect(lines.join('\n')).not.toContain(mac);
  });

  test.each(['', 'x', '1.2.3', '1.a.b.c.d.e.f.g'])('takes %j for no token', async (text) => {
    const verdict = text === '' ? 'none' : 'malformed';
    expect(await inspect(text)).toMatchObject({ result: { verdict, claims: null } });
  });
});

test('no key is ever logged or told', async () => {
  const answers = [await invoke({ operation: 'status' }), await invoke({ operation: 'repair' })];
  const told = JSON.stringify(answers.map(({ payload }) => payload)) + lines.join('\n');
  const edge = parseRing(system.account.store.get('keys.demo')!)!;
  const root = parseRing(system.account.secrets.value(localRingSecret)!)!;
  for (const { key } of [...edge.keys, ...root.keys]) expect(told).not.toContain(key);
});
