/** What else a sibling domain may try, in a real browser: who is signed in at the end? */
import { expect, test } from '@jest/globals';
import { loginCookiePrefix, sessionCookie } from '../../session/names.ts';
import { isAtSignIn } from '../journey/visitor.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { parent, Scene } from './scene.ts';
import { kept } from './sibling.ts';
import { idTokenOf } from './world.ts';

describeWithTool('chromium', 'a sibling domain', () => {
  const scene = new Scene();

  test.each([
    ['a session', () => `${sessionCookie}=${scene.own.token}`],
    ['an attempt to sign in', () => `${loginCookiePrefix}attempt-of-mine1=1.a.b..c.d`],
  ])('cannot plant %s, in any spelling', async (_, pair) => {
    const name = pair().split('=')[0] ?? '';
    await scene.sibling.lure(scene.context, {
      cookies: [
        `${pair()}; Domain=${parent}; Path=/; Secure`,
        `${pair()}; Domain=${parent}; Path=/_auth; Secure`,
        `${pair().replace('__Host', '__host')}; Domain=${parent}; Path=/; Secure`,
        `=${pair()}; Domain=${parent}; Path=/; Secure`,
        `${pair()}; Path=/; Secure`,
        `control=1; Domain=${parent}; Path=/; Secure`,
      ],
    });
    // The page did set cookies, and this one for itself: only the others were refused.
    expect([...(await kept(scene.context, `.${parent}`)).keys()]).toEqual(['control']);
    expect((await kept(scene.context, `evil.${parent}`)).has(name)).toBe(true);
    const { page, sent } = await scene.open('/app/');
    expect(sent).toBe('control=1');
    expect(isAtSignIn(page)).toBe(true);
    expect(await scene.whoIs()).toBe('nobody');
  });

  test.each([
    ['a stranger', false],
    ['the victim', true],
  ])('leads %s to the callback of the attacker’s sign-in', async (_, isSignedIn) => {
    if (isSignedIn) await scene.victimSignsIn();
    const fresh = scene.own.copy().forget();
    let visit = await fresh.ask('/app/');
    while (!visit.headers.location?.includes('/_auth/callback')) {
      visit = await fresh.ask(new URL(visit.headers.location ?? '', visit.url));
    }
    const callback = visit.headers.location;
    await scene.sibling.lure(scene.context, {
      html: `<!doctype html><script>location.href = ${JSON.stringify(callback)}</script>`,
    });
    const page = await scene.context.newPage();
    await page.goto(callback);
    if (!isSignedIn) expect(isAtSignIn(page)).toBe(true);
    expect(await scene.whoIs()).toBe(isSignedIn ? scene.victim.sub : 'nobody');
    // The link was good: in the attacker's own browser it signs in.
    expect((await fresh.open(callback)).url.pathname).toBe('/app/');
  });

  test('posts the attacker’s JWT: nobody is signed in by it', async () => {
    const jwt = await idTokenOf(scene.world.system, scene.own);
    const answers: number[] = [];
    scene.context.on('response', (response) => {
      if (response.url().endsWith('/_auth/token')) answers.push(response.status());
    });
    await scene.sibling.lure(scene.context, {
      html: `<!doctype html><form method=post action="${scene.site}/_auth/token">
        <input name=grant_type value="urn:ietf:params:oauth:grant-type:token-exchange">
        <input name=subject_token_type value="urn:ietf:params:oauth:token-type:id_token">
        <input name=subject_token value="${jwt}"></form>
        <script>document.forms[0].submit()</script>`,
    });
    expect(answers).toEqual([403]);
    expect(await scene.whoIs()).toBe('nobody');
  });
});
