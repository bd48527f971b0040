/** What a visitor notices of the keys: nothing of a rotation, and what the operator means them to. */
import { everyoneOutAhead } from '../../keys/rotation.ts';
import { clockSlack } from '../../session/lifetimes.ts';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Operation, OperationAnswer } from '../../keys/operations.ts';
import { lambdaClient } from '../../local/aws/clients.ts';
import {
  localKeysFunction,
  localRingSecret,
  startSystem,
  type LocalSystem,
} from '../../local/system.ts';
import { parseToken } from '../../session/token.ts';
import { launchChromium } from '../tools/chromium.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { isAtSignIn, newVisitor, signIn, type Demo, type Visitor } from './visitor.ts';

/** Seconds. */
const lifetimes = { sessionTtl: 20, maxAge: 3600, cookieMaxAge: 7200 };
const lead = 5;
const propagation = 4;
const deepLink = '/app/reports/quarter.html?year=2026&quarter=3';

describeWithTool('chromium', 'keys, as a visitor sees them', () => {
  let browser: Browser;
  let system: LocalSystem;
  let client: LambdaClient;
  let visitors: Visitor[];

  beforeAll(async () => {
    browser = await launchChromium();
  });

  beforeEach(async () => {
    system = await startSystem({ edge: lifetimes, lead });
    system.account.store.propagationMs = propagation * 1000;
    client = lambdaClient(system.port);
    visitors = [];
  });

  afterEach(async () => {
    for (const visitor of visitors) await visitor.close();
    client?.destroy();
    await system?.close();
  });

  afterAll(async () => {
    await browser?.close();
  });

  async function operate(operation: Operation): Promise<OperationAnswer> {
    const { Payload } = await client.send(
      new InvokeCommand({
        FunctionName: localKeysFunction,
        Payload: JSON.stringify(operation),
      }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString()) as OperationAnswer;
  }

  async function signedIn(name: Demo): Promise<Visitor> {
    const visitor = await newVisitor(browser, system.url);
    visitors.push(visitor);
    const { page } = await visitor.open('/app/');
    await signIn(page, name, system.url);
    await page.close();
    return visitor;
  }

  /** Opens the page; whether it is there, or Cognito's form, or what else. */
  async function read(visitor: Visitor): Promise<string> {
    const { page, response } = await visitor.open(deepLink);
    const seen = isAtSignIn(page) ? 'sign-in' : `${response.status()} ${pathOf(page)}`;
    await page.close();
    return seen;
  }

  const pathOf = (page: Page) => page.url().slice(system.url.length);
  const there = `200 ${deepLink}`;

  /** The key that signed the visitor's session. */
  async function kidOf({ context }: Visitor): Promise<string> {
    const cookies = await context.cookies(system.url);
    const token = cookies.find(({ name }) => name === '__Host-latchkey')?.value ?? '';
    return parseToken(token)?.kid ?? '';
  }

  test('keys rotate ten times while somebody reads on: no refusal, no prompt', async () => {
    const grace = await signedIn('grace');
    const { page } = await grace.open(deepLink);
    const kids = new Set([await kidOf(grace)]);
    const prompts: string[] = [];
    const unsubscribe = system.cognito.subscribe(({ type }) => {
      if (type === 'signed-in') prompts.push(type);
    });
    for (let rotation = 1; rotation <= 10; rotation++) {
      system.account.secrets.rotate(localRingSecret);
      expect(await system.account.secrets.rotationsSettled()).toEqual([]);
      // Until the next key signs on every clock.
      for (let visit = 1; visit <= 2 + (lead + clockSlack) / 6; visit++) {
        system.advance(visit === 1 ? 1 : 6);
        expect((await page.goto(deepLink))?.status()).toBe(200);
        expect(pathOf(page)).toBe(deepLink);
        expect(await statusOfFetch(page)).toBe(200);
        kids.add(await kidOf(grace));
      }
    }
    // The last key's time has come, too.
    expect(kids.size).toBe(11);
    expect(prompts).toEqual([]);
    unsubscribe();
    expect(await operate({ operation: 'status' })).toMatchObject({
      ok: true,
      result: { differences: [], rotation: { pending: false } },
    });
  });

  test('a user is revoked: the next page asks for a sign-in, of nobody else', async () => {
    const [grace, ada] = [await signedIn('grace'), await signedIn('ada')];
    system.advance(30);
    expect([await read(grace), await read(ada)]).toEqual([there, there]);
    expect(await operate({ operation: 'revoke-user', user: 'grace@example.com' })).toMatchObject({
      ok: true,
    });
    system.advance(propagation);
    expect([await read(grace), await read(ada)]).toEqual(['sign-in', there]);
    // Who was vouched for by a clock that is ahead is not let in again either.
    system.advance(everyoneOutAhead);
    const { page } = await grace.open(deepLink);
    await signIn(page, 'grace', system.url);
    expect(pathOf(page)).toBe(deepLink);
  });

  test('everyone out: two browsers are at the sign-in, and may sign in again', async () => {
    const [grace, ada] = [await signedIn('grace'), await signedIn('ada')];
    expect(await operate({ operation: 'revoke-everyone' })).toMatchObject({ ok: true });
    system.advance(everyoneOutAhead + 5);
    expect([await read(grace), await read(ada)]).toEqual(['sign-in', 'sign-in']);
    const { page } = await ada.open(deepLink);
    await signIn(page, 'ada', system.url);
    expect(pathOf(page)).toBe(deepLink);
  });

  test.each([false, true])('a drop (all: %s): both are back without typing', async (all) => {
    const [grace, ada] = [await signedIn('grace'), await signedIn('ada')];
    const dropped = await kidOf(grace);
    expect(await operate({ operation: 'drop', all })).toMatchObject({ ok: true });
    // Until the edges know, and until the Lambda's cache is over.
    system.advance(61);
    expect([await read(grace), await read(ada)]).toEqual([there, there]);
    expect(await kidOf(grace)).not.toBe(dropped);
    expect(await kidOf(ada)).toBe(await kidOf(grace));
  });
});

function statusOfFetch(page: Page): Promise<number> {
  return page.evaluate(async () => (await fetch('/app/data/report.json')).status);
}
