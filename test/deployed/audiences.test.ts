/** Two audiences over one store, as a template deploys them: neither takes what is the other's. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deriveEdgeRing, formatRing, parseRing } from '../../session/key-ring.ts';
import { everyoneOutAhead } from '../../keys/rotation.ts';
import { loginCookiePrefix, refreshCookie, sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { exchangeToken, isForm } from '../endings/world.ts';
import { Browser, navigating, scripting } from '../browser/browser.ts';
import { synthesize, type Assembly } from './assembly.ts';
import { deploy, type DeployedSystem } from './deploy.ts';
import { createLog } from './log.ts';
import { pages, twoAudiences } from './stacks.ts';

const ada = { username: 'ada', password: 'lovelace-1815' };
const users = [{ ...ada, email: 'ada@example.com', groups: ['team'] }];
const path = '/handbook';

describe('two audiences over one store', () => {
  let assembly: Assembly;
  let system: DeployedSystem;
  let docs: string;
  let team: string;
  const log = createLog();

  beforeAll(async () => {
    assembly = synthesize(twoAudiences);
    system = await deploy(assembly, {
      users,
      onLog: log.add,
      origins: {
        [pages]: () => Promise.resolve({ status: 200, headers: {}, body: 'a page' }),
      },
    });
    [docs = '', team = ''] = system.urls;
  });

  afterAll(async () => {
    await system?.close();
    assembly?.remove();
  });

  const store = () => [...system.services.stores.values()][0]!;
  const secretOf = (name: 'Docs' | 'Team') =>
    [...system.stack.secrets].find(([id]) => id.startsWith(name))![1];
  const ringOf = (audience: string) => parseRing(store().get(`keys.${audience}`) ?? '')!;

  const signedIn = async (site: string, person = new Browser(site)) => {
    let page = await person.open(path);
    // After a revocation Cognito has to ask by its form, whatever it remembers: a second one.
    for (let forms = 0; isForm(page) && forms < 2; forms++) page = await person.submit(page, ada);
    expect([page.status, page.url.href]).toEqual([200, site + path]);
    return person;
  };
  /** Why a site lets a session in that somebody has copied, or not. */
  const verdict = async (site: string, token: string) => {
    const cookie = `${sessionCookie}=${token}`;
    const answer = await new Browser(site).ask(path, { cookie, headers: scripting });
    return answer.status === 200 ? 'ok' : (JSON.parse(answer.body) as { reason: string }).reason;
  };
  /** An ID token of the sign-in at the docs, as an app there would have it. */
  const idTokenOf = async (person: Browser) => {
    const clientId = system.stack.name(
      system.stack.ids('AWS::Cognito::UserPoolClient').find((id) => id.startsWith('Docs'))!,
    );
    const answer = await new Browser(`http://127.0.0.1:${system.port}`).ask('/oauth2/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: person.cookie(refreshCookie) ?? '',
      }).toString(),
    });
    return (JSON.parse(answer.body) as { id_token: string }).id_token;
  };

  test('each was given keys of its own, in the one store', () => {
    expect([...system.services.stores.keys()]).toHaveLength(1);
    expect(store().get('keys.docs')).toBeDefined();
    expect(store().get('keys.team')).toBeDefined();
    const keys = ['docs', 'team'].flatMap((audience) =>
      ringOf(audience).keys.map(({ key }) => key),
    );
    expect(new Set(keys).size).toBe(4);
  });

  test('a person signs in once at Cognito, and has a session of each', async () => {
    const person = await signedIn(docs);
    // Cognito's cookies come along, and none of the other site's.
    const other = new Browser(team, person.copy().forget().cookies);
    const page = await other.open(path);
    expect([page.status, page.url.href]).toEqual([200, team + path]);
    expect(parseToken(person.token)!.sub).toBe(parseToken(other.token)!.sub);
    expect(parseToken(person.token)!.sid).not.toBe(parseToken(other.token)!.sid);
    expect(parseToken(other.token)!.groups).toBe('team');
  });

  test('neither takes a session of the other', async () => {
    const tokens = [(await signedIn(docs)).token, (await signedIn(team)).token] as const;
    expect(await verdict(docs, tokens[0])).toBe('ok');
    expect(await verdict(team, tokens[1])).toBe('ok');
    // The keys may well have the same id: they are made in the same second.
    for (const [site, token] of [
      [team, tokens[0]],
      [docs, tokens[1]],
    ] as const) {
      expect(['unknown-key', 'bad-mac']).toContain(await verdict(site, token));
      const answer = await new Browser(site).ask('/_auth/session', {
        cookie: `${sessionCookie}=${token}`,
        headers: scripting,
      });
      expect(answer.status).toBe(401);
    }
  });

  test('not even where both have the same root ring', async () => {
    const ring = parseRing(system.services.secrets.value(secretOf('Docs'))!)!;
    const before = store().get('keys.team')!;
    store().seed({ 'keys.team': formatRing(deriveEdgeRing(ring, 'team', 0)) });
    const { token } = await signedIn(docs);
    expect(await verdict(docs, token)).toBe('ok');
    expect(await verdict(team, token)).toBe('bad-mac');
    store().seed({ 'keys.team': before });
  });

  test('neither goes on with a sign-in that the other began', async () => {
    const person = new Browser(docs);
    const form = await person.open(path);
    const [name = ''] = person.cookieNames.filter((one) => one.startsWith(loginCookiePrefix));
    const state = new URL(form.url).searchParams.get('state') ?? '';
    const other = new Browser(team);
    other.setCookie(name, person.cookie(name) ?? '');
    const answer = await other.ask(`/_auth/callback?code=code&state=${state}`);
    expect(other.token).toBe('');
    expect(answer.status).not.toBe(200);
  });

  test('a refresh token of one is nothing at the other', async () => {
    const person = await signedIn(docs);
    const thief = new Browser(team);
    thief.setCookie(sessionCookie, person.token);
    thief.setCookie(refreshCookie, person.cookie(refreshCookie) ?? '', '/_auth');
    const page = await thief.open(path);
    expect(isForm(page)).toBe(true);
  });

  test('a sign-out ends the sign-in that it is of, and no other', async () => {
    const [here, there] = [await signedIn(docs), await signedIn(team)];
    const [hereToken, thereToken] = [here.token, there.token];
    const written = log.next('sign-outs-written');
    await here.open('/_auth/logout');
    await written;
    expect(await verdict(docs, hereToken)).toBe('revoked');
    expect(await verdict(team, thereToken)).toBe('ok');
  });

  test('a sign-in that both have of one ID token ends for both', async () => {
    const here = await signedIn(docs);
    const there = new Browser(team);
    const exchanged = await exchangeToken(there, await idTokenOf(here));
    expect(exchanged.status).toBe(200);
    const [hereToken, thereToken] = [here.token, there.token];
    expect(parseToken(thereToken)!.sid).toBe(parseToken(hereToken)!.sid);
    expect(await verdict(team, thereToken)).toBe('ok');
    const written = log.next('sign-outs-written');
    await here.open('/_auth/logout');
    await written;
    expect(await verdict(docs, hereToken)).toBe('revoked');
    expect(await verdict(team, thereToken)).toBe('revoked');
  });

  test('whom the operator revokes is out of both', async () => {
    const tokens = [(await signedIn(docs)).token, (await signedIn(team)).token] as const;
    // The windows that the sign-outs have opened, closed again.
    for (const audience of ['docs', 'team']) {
      const closed = formatRing({ ...ringOf(audience), revokedUntil: 0 });
      store().seed({ [`keys.${audience}`]: closed });
    }
    const [keysOfTeam] = system.stack
      .ids('AWS::Lambda::Function')
      .filter((id) => /^TeamKeysRotationFunction/.test(id));
    const done = await system.invoke(keysOfTeam!, { operation: 'revoke-user', user: 'ada' });
    const { sub } = system.cognito.users.get('ada')!;
    expect(done).toMatchObject({ result: { sub } });
    expect(await verdict(docs, tokens[0])).toBe('revoked');
    expect(await verdict(team, tokens[1])).toBe('revoked');
    // Until the password is typed again, after the moment that counts.
    system.advance(everyoneOutAhead + 2);
    for (const site of [docs, team]) {
      const back = await new Browser(site).open(path);
      expect(isForm(back)).toBe(true);
      expect(await verdict(site, (await signedIn(site)).token)).toBe('ok');
    }
  });

  test('needed nothing of AWS that the template does not allow', async () => {
    const answer = await new Browser(docs).ask('/_auth/session', { headers: navigating() });
    expect(answer.status).toBe(401);
    expect(system.denied).toEqual([]);
  });
});
