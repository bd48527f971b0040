/** The same, when the hour that Cognito has vouched for is over. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { Browser, scripting } from '../browser/browser.ts';
import { secretsOf, signIn } from './person.ts';

const log: string[] = [];
let system: LocalSystem;

beforeAll(async () => {
  system = await startSystem({ onLog: (line) => log.push(line) });
});

afterAll(async () => {
  await system?.close();
});

describe('login, an hour and more later', () => {
  test('refreshes silently: the same sign-in, vouched for anew', async () => {
    const browser = new Browser(system.url);
    const page = `${system.url}/app/?year=2026&tag=a%20b`;
    await signIn(browser, await browser.open(page), 'ada');
    const before = parseToken(browser.cookie(sessionCookie) ?? '');

    system.advance(3700);
    const session = await browser.ask(`${system.url}/_auth/session`, { headers: scripting });
    expect(session.status).toBe(401);
    const { url, status } = await browser.open(page);
    expect(url.href).toBe(page);
    expect(status).toBe(200);

    const after = parseToken(browser.cookie(sessionCookie) ?? '');
    expect(after).toMatchObject({ sid: before?.sid, sub: before?.sub, groups: before?.groups });
    expect(after?.iat).toBeGreaterThanOrEqual((before?.iat ?? 0) + 3700);
    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({ endpoint: 'login', outcome: 'refreshed' });
    for (const [kind, value] of secretsOf(system, browser)) {
      if (log.join('\n').includes(value)) throw new Error(`a ${kind} is in the log`);
    }
  });
});
