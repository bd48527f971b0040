/** A system in which people have been signed in for some minutes, and what they go through. */
import { startSystem, type LocalSystem, type SystemOptions } from '../../local/system.ts';
import { sessionCookie } from '../../session/names.ts';
import { Browser } from './browser.ts';
import { runLoad, type LoadOptions, type Outcomes } from './load.ts';
import {
  data,
  fillIn,
  outcomeOf,
  page,
  publicPage,
  signIn,
  signInUpToCallback,
  signOut,
} from './outcomes.ts';

type Kind = 'read' | 'fetch' | 'public' | 'renew' | 'refresh' | 'signIn';

/** What everybody met while something was wrong. */
export interface Story extends Outcomes<Kind> {
  /** Came back from Cognito with a code. */
  readonly callback: string;
  /** Has half of the idle timeout left, and opens a page: renewed at the edge. */
  readonly renewedPage: string;
  readonly signOut: string;
  /** Opens a page when Cognito has to vouch again. */
  readonly expired: string;
}

export interface Scene {
  readonly system: LocalSystem;
  /** What happens now. Afterwards an hour has passed. */
  story(load: LoadOptions): Promise<Story>;
  /** The same people, later: what each of them meets now. */
  later(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** In the proportions of a site in use; a sign-in is some ten requests. */
const mix: readonly Kind[] = [
  ...(['read', 'public', 'read', 'fetch', 'read', 'refresh', 'read', 'fetch', 'read'] as const),
  ...(['renew', 'read', 'public', 'fetch', 'read', 'read', 'signIn', 'fetch', 'read'] as const),
  ...(['public', 'read', 'fetch', 'read', 'refresh', 'read', 'fetch', 'renew', 'read'] as const),
];

export async function createScene(options?: SystemOptions): Promise<Scene> {
  const system = await startSystem(options);
  const visitor = async () => {
    const browser = new Browser(system.url);
    const outcome = await signIn(browser);
    if (outcome !== 'in') throw new Error(`nobody can sign in: ${outcome}`);
    return browser;
  };
  const newBrowser = () => new Browser(system.url);
  const [readers, refresher, renewer, leaver, idler, comer] = await Promise.all([
    Promise.all([visitor(), visitor(), visitor()]),
    visitor(),
    visitor(),
    visitor(),
    visitor(),
    newBrowser(),
  ]);
  const callback = await signInUpToCallback(comer);
  // What people use is in the edges' caches.
  await Promise.all([newBrowser().open(publicPage), renewer.fetch(data)]);
  // The caches of the Lambda have run out, and no token is so new that clocks apart matter.
  system.advance(150);

  const reader = (turn: number) => readers[turn % readers.length] ?? renewer;
  const operations = {
    read: async (turn: number) => outcomeOf(await reader(turn).open(page)),
    fetch: async (turn: number) => outcomeOf(await reader(turn).fetch(data)),
    public: async () => outcomeOf(await newBrowser().open(publicPage)),
    renew: async () => outcomeOf(await renewer.post('/_auth/renew')),
    refresh: async () => outcomeOf(await refresher.post('/_auth/refresh')),
    signIn: () => signIn(newBrowser()),
  };

  const openPage = (browser: Browser) => browser.open(page).then(outcomeOf);

  async function renewedPage(): Promise<string> {
    const before = idler.cookie(sessionCookie);
    const { redirects, ...end } = await idler.open(page);
    const isRenewed = idler.cookie(sessionCookie) !== before;
    return [outcomeOf(end), isRenewed ? 'renewed' : 'as before', redirects].join(', ');
  }

  return {
    system,
    async story(load) {
      const [outcomes, callbackOutcome, signOutOutcome] = await Promise.all([
        runLoad(operations, mix, load),
        comer.open(callback).then(outcomeOf),
        signOut(leaver),
      ]);
      system.advance(900);
      const renewed = await renewedPage();
      system.advance(2700);
      const expired = await openPage(readers[0]);
      return {
        ...outcomes,
        callback: callbackOutcome,
        signOut: signOutOutcome,
        renewedPage: renewed,
        expired,
      };
    },
    async later() {
      const again = await comer.open(page);
      return {
        readers: [...new Set(await Promise.all(readers.map(openPage)))].join(', '),
        refresher: outcomeOf(await refresher.post('/_auth/refresh')),
        renewer: await openPage(renewer),
        renewal: outcomeOf(await renewer.post('/_auth/renew')),
        comer: outcomeOf(await fillIn(comer, again)),
        leaver: await signIn(leaver),
        signOut: await signOut(leaver),
        stranger: await signIn(newBrowser()),
        public: await operations.public(),
      };
    },
    close: () => system.close(),
  };
}
