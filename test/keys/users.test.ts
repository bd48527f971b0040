/** How an operator's word for a user is understood, at Cognito as the SDK speaks with it. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cognitoUsers, type Users } from '../../keys/operator/users.ts';
import { localClientConfig } from '../../local/aws/clients.ts';
import { startSystem, type LocalSystem } from '../../local/system.ts';

let system: LocalSystem;
let client: CognitoIdentityProviderClient;
let users: Users;

beforeAll(async () => {
  system = await startSystem();
  client = new CognitoIdentityProviderClient({ ...localClientConfig(system.port), maxAttempts: 1 });
  users = cognitoUsers(client, 'eu-west-1_LocalPool');
});

afterAll(async () => {
  client?.destroy();
  await system?.close();
});

test.each(['ada', 'ada@example.com', 'ADA@example.com'])('%s is Ada', async (name) => {
  const { sub } = system.cognito.users.get('ada')!;
  expect(await users.find(name)).toEqual({ username: 'ada', sub });
  expect(await users.find(sub)).toEqual({ username: 'ada', sub });
});

test('a sub is known, and nothing else is taken for one', async () => {
  const { sub } = system.cognito.users.get('ada')!;
  expect(await users.knows(sub)).toBe(true);
  for (const other of ['ada', 'nosuchsub', `${sub}x`]) expect(await users.knows(other)).toBe(false);
});

test.each(['nobody', '" or sub ^= "', 'a\\" or email ^= \\"'])('%s is nobody', async (name) => {
  expect(await users.find(name)).toBeNull();
});

test('signing somebody out ends their refresh tokens; whoever is gone has none', async () => {
  const seen: string[] = [];
  system.cognito.subscribe((event) => {
    if (event.type === 'signed-out-everywhere') seen.push(event.username);
  });
  await users.signOut('ada');
  await users.signOut('nobody');
  expect(seen).toEqual(['ada']);
});

describe('where AdminGetUser knows no aliases', () => {
  const answering = (byFilter: Readonly<Record<string, readonly string[]>>): Users => {
    const other = new CognitoIdentityProviderClient(localClientConfig(system.port));
    other.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) => {
          const { Filter = '' } = input as { Filter?: string };
          if (commandName === 'ListUsersCommand') {
            const Users = (byFilter[Filter] ?? []).map((Username) => ({
              Username,
              Attributes: [{ Name: 'sub', Value: `sub of ${Username}` }],
            }));
            return Promise.resolve({ output: { $metadata: {}, Users }, response: {} });
          }
          return _next({ input: { ...input, Username: 'no such user' } });
        },
      { step: 'initialize' },
    );
    return cognitoUsers(other, 'eu-west-1_LocalPool');
  };

  test('a user is found by sub, and by e-mail address', async () => {
    const found = answering({ 'sub = "s"': ['one'], 'email = "e@x"': ['two'] });
    expect(await found.find('s')).toEqual({ username: 'one', sub: 'sub of one' });
    expect(await found.find('e@x')).toEqual({ username: 'two', sub: 'sub of two' });
  });

  test.each([
    ['"o"@x', String.raw`email = "\"o\"@x"`],
    [String.raw`o\x`, String.raw`email = "o\\x"`],
    ['" or sub ^= "', String.raw`email = "\" or sub ^= \""`],
  ])('%s is one value in a filter', async (name, filter) => {
    const found = answering({ [filter]: ['one'] });
    expect(await found.find(name)).toEqual({ username: 'one', sub: 'sub of one' });
  });

  test('an address that several have is not guessed at', async () => {
    const found = answering({ 'email = "e@x"': ['one', 'two'] });
    await expect(found.find('e@x')).rejects.toMatchObject({
      code: 'ambiguous-user',
      message: 'several users have that address: one, two',
    });
  });
});
