/** Refresh tokens that a sibling domain plants, in a real browser: who is signed in at the end? */
import { expect, test } from '@jest/globals';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { isAtSignIn } from '../journey/visitor.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { dropKeys } from './operator.ts';
import { host, parent, Scene } from './scene.ts';
import { kept } from './sibling.ts';

const sessionTtl = 1800;

describeWithTool('chromium', 'a browser that was at a sibling domain', () => {
  const scene = new Scene();

  test('brings a refresh token of the attacker’s: nobody is signed in by it', async () => {
    await scene.sibling.lure(scene.context, { cookies: [scene.plantedRefresh('/_auth')] });
    expect((await kept(scene.context, `.${parent}`)).has(refreshCookie)).toBe(true);
    const { page, sent } = await scene.open('/app/');
    expect(scene.timesPlanted(sent)).toBe(1);
    expect(isAtSignIn(page)).toBe(true);
    expect(await scene.whoIs()).toBe('nobody');
    await scene.signIn(page);
    expect(await scene.whoIs()).toBe(scene.victim.sub);
  });

  // Browsers send the cookie with the longer path first, so that each may be the one that counts.
  test.each([
    ['first', '/_auth/login'],
    ['last', '/'],
  ])(
    'brings one beside the victim’s, sent %s: the victim goes on without typing',
    async (_, path) => {
      await scene.victimSignsIn();
      await scene.sibling.lure(scene.context, { cookies: [scene.plantedRefresh(path)] });
      scene.world.system.advance(sessionTtl + 5);
      const { page, sent } = await scene.open('/app/');
      expect(scene.timesPlanted(sent)).toBe(1);
      expect(sent.split(`${refreshCookie}=`)).toHaveLength(3);
      expect(isAtSignIn(page)).toBe(false);
      expect(new URL(page.url()).pathname).toBe('/app/');
      expect(await scene.whoIs()).toBe(scene.victim.sub);
    },
  );

  test('brings one where the victim’s key is gone: the victim stays', async () => {
    await scene.victimSignsIn();
    await scene.sibling.lure(scene.context, { cookies: [scene.plantedRefresh('/_auth/login')] });
    dropKeys(scene.world.system);
    scene.world.system.advance(61);
    const { page, sent } = await scene.open('/app/');
    expect(scene.timesPlanted(sent)).toBe(1);
    expect(isAtSignIn(page)).toBe(false);
    expect(await scene.whoIs()).toBe(scene.victim.sub);
  });

  test('has pushed the victim’s session out of the jar, and brings a refresh token', async () => {
    await scene.victimSignsIn();
    const crowd = Array.from({ length: 200 }, (_, at) => `c${at}=x; Domain=${parent}; Secure`);
    await scene.sibling.lure(scene.context, {
      cookies: [...crowd, scene.plantedRefresh('/_auth')],
    });
    expect((await kept(scene.context, host)).has(sessionCookie)).toBe(false);
    const { sent } = await scene.open('/app/');
    expect(scene.timesPlanted(sent)).toBe(1);
    expect([scene.victim.sub, 'nobody']).toContain(await scene.whoIs());
  });

  test('has planted a refresh token: a sign-out still comes to its end', async () => {
    await scene.victimSignsIn();
    await scene.sibling.lure(scene.context, { cookies: [scene.plantedRefresh('/')] });
    const page = await scene.context.newPage();
    await page.goto('/_auth/logout');
    expect(new URL(page.url()).pathname).toBe('/_auth/logout');
    await expect(page.getByRole('heading', { level: 1 }).innerText()).resolves.toMatch(/sign/i);
    expect(await scene.whoIs()).toBe('nobody');
  });
});
