/** One person at a browser, and all that is nobody else's business of a run. */
import { demoUsers } from '../../local/demo.ts';
import { localRingSecret, type LocalSystem } from '../../local/system.ts';
import { parseRing } from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { parseToken } from '../../session/token.ts';
import { codeVerifier, loginKey, nonce } from '../../token-exchange/login-attempt.ts';
import type { Browser, Visit } from '../browser/browser.ts';

const passwordOf = (name: string): string => {
  const user = demoUsers.find(({ username }) => username === name);
  if (!user) throw new Error(`no demo user ${name}`);
  return user.password;
};

/** Fills in Cognito's form, where `visit` has led to it, and goes where that leads. */
export function signIn(browser: Browser, visit: Visit, username: string): Promise<Visit> {
  if (!visit.body.includes('name="password"')) throw new Error(`no form at ${visit.url.href}`);
  return browser.open(visit.url, { form: { username, password: passwordOf(username) } });
}

type Secret = readonly [kind: string, value: string];

/** All that was secret in a run so far. */
export function secretsOf({ account, audience }: LocalSystem, browser: Browser): Secret[] {
  const keys = parseRing(account.secrets.value(localRingSecret) ?? '')?.keys ?? [];
  // The time of a sign-out is nobody's secret.
  const cookies = [...browser.cookies.values].filter((value) => !/^[a-z0-9]{6}$/.test(value));
  const macs = cookies.filter((value) => parseToken(value) !== null || /\.[\w-]{22}$/.test(value));
  return [
    ...cookies.map((value): Secret => ['cookie', value]),
    ...macs.map((value): Secret => ['mac', value.slice(-22)]),
    ...asked(browser, 'code').map((code): Secret => ['code', code]),
    ...keys.flatMap((root): Secret[] => [
      ['root key', root.key],
      ['session key', deriveKey(root.key, 'session', audience)],
      ['login key', deriveKey(root.key, 'login', audience)],
      ...asked(browser, 'state').flatMap((state): Secret[] => {
        const id = state.slice(0, 16);
        const attempt = { id, expires: 0, returnTo: '/', isForced: false, isSecond: false };
        const login = loginKey(root, audience);
        return [
          ['code verifier', codeVerifier(attempt, login)],
          ['nonce', nonce(attempt, login)],
        ];
      }),
    ]),
    ['password', passwordOf('ada')],
  ];
}

function asked({ visited }: Browser, parameter: string): string[] {
  return visited.flatMap(({ searchParams }) => searchParams.getAll(parameter));
}
