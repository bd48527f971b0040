import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { listen, type RunningServer } from '../../local/serve.ts';
import { ringCache } from '../../session/lifetimes.ts';
import { dependencies } from '../../token-exchange/dependencies.ts';
import { settingsVariable, type Deployment } from '../../token-exchange/settings.ts';
import { deployment, leastSettings } from './fakes.ts';

const servers: RunningServer[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** All of it, by a parameter store that can be changed and a clock that can be moved. */
async function world() {
  let said: Deployment = deployment;
  let asked = 0;
  let ahead = 0;
  const server = await listen((_, response) => {
    asked++;
    response.end(JSON.stringify({ Parameter: { Value: JSON.stringify(said) } }));
  });
  servers.push(server);
  const begun = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => begun + ahead * 1000);
  const all = dependencies({
    [settingsVariable]: JSON.stringify(leastSettings),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${server.port}`,
  });
  return {
    all,
    asked: () => asked,
    say: (changes: Partial<Deployment>) => void (said = { ...said, ...changes }),
    pass: (seconds: number) => void (ahead += seconds),
  };
}

describe('a deployment that is changed', () => {
  const moved = { domain: 'https://other.auth.eu-west-1.amazoncognito.com', clientId: 'client2' };

  test('is noticed within a minute, by all that is made of it', async () => {
    const { all, say, pass } = await world();
    const [cognito, jwt] = [await all.cognito(), await all.jwt()];
    expect(cognito.logoutUrl('x')).toContain(deployment.domain);
    say(moved);
    pass(ringCache);
    expect(await all.deployment()).toEqual({ ...deployment, ...moved });
    expect((await all.cognito()).logoutUrl('x')).toBe(
      `${moved.domain}/logout?client_id=client2&logout_uri=x`,
    );
    expect(await all.jwt()).not.toBe(jwt);
  });

  test('is not asked for with each request', async () => {
    const { all, asked, say, pass } = await world();
    await all.deployment();
    say(moved);
    pass(ringCache - 1);
    expect((await all.cognito()).logoutUrl('x')).toContain(deployment.domain);
    await all.jwt();
    expect(asked()).toBe(1);
  });

  test('is the only reason to make them anew: they remember what they have looked up', async () => {
    const { all, asked, pass } = await world();
    const [cognito, jwt] = [await all.cognito(), await all.jwt()];
    pass(ringCache);
    expect(await all.cognito()).toBe(cognito);
    expect(await all.jwt()).toBe(jwt);
    expect(asked()).toBe(2);
  });
});
