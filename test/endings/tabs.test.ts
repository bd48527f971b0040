/** Signing out in one of a browser's tabs. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { sessionCookie } from '../../session/names.ts';
import { isAtSignIn, newVisitor, signIn, type Visitor } from '../journey/visitor.ts';
import { launchChromium } from '../tools/chromium.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { startWorld, type World } from './world.ts';

describeWithTool('chromium', 'two tabs of one browser, and a copy of its cookies', () => {
  let world: World;
  let browser: Browser;
  let visitor: Visitor;
  let thief: Visitor;

  beforeAll(async () => {
    world = await startWorld();
    browser = await launchChromium();
    visitor = await newVisitor(browser, world.system.url);
    thief = await newVisitor(browser, world.system.url);
  });

  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  test('a sign-out in one asks for the password in the other, and of the copy', async () => {
    const { system } = world;
    const { page: first } = await visitor.open('/app/');
    await signIn(first, 'grace', system.url);
    const { page: second } = await visitor.open('/app/reports/quarter.html');
    const own = await visitor.context.cookies();
    await thief.context.addCookies(own.filter(({ name }) => name.includes('latchkey')));
    expect((await thief.open('/app/')).page.url()).toBe(`${system.url}/app/`);

    const written = world.logged('sign-outs-written');
    await first.goto('/_auth/logout');
    await written;
    expect((await visitor.context.cookies()).map(({ name }) => name)).not.toContain(sessionCookie);

    const status = await second.evaluate(async () => (await fetch('/app/data/report.json')).status);
    expect(status).toBe(401);
    await second.reload();
    expect(isAtSignIn(second)).toBe(true);

    const { page: copied } = await thief.open('/app/');
    expect(isAtSignIn(copied)).toBe(true);
    expect(new URL(copied.url()).searchParams.get('prompt')).toBe('login');

    await signIn(second, 'grace', system.url);
    expect(second.url()).toBe(`${system.url}/app/reports/quarter.html`);
    await copied.goto('/app/');
    expect(isAtSignIn(copied)).toBe(true);
  });
});
