/** A system in use: people who are signed in, on their way in or out, and what they meet. */
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { sessionCookie } from '../../session/names.ts';
import { Browser } from '../browser/browser.ts';
import { runLoad, type LoadOptions, type Operation, type Outcomes } from './load.ts';
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

/** The people of a scene, each with a browser. */
interface People {
  readonly readers: readonly [Browser, Browser, Browser];
  readonly refresher: Browser;
  readonly renewer: Browser;
  readonly idler: Browser;
  /** Somebody else: who has just signed out is asked again where clocks are apart. */
  readonly leaver: Browser;
}

export interface Scene {
  readonly system: LocalSystem;
  /** Everybody is signed in, and one person nearly: what happens then while `during` holds. */
  story(
    during: { readonly start: () => void; readonly end: () => void },
    load: LoadOptions,
  ): Promise<Story>;
  /** What the same people meet now. */
  later(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** In the proportions of a site in use; a sign-in is some ten requests. */
const mix: readonly Kind[] = [
  ...(['read', 'public', 'read', 'fetch', 'read', 'refresh', 'read', 'fetch', 'read'] as const),
  ...(['renew', 'read', 'public', 'fetch', 'read', 'read', 'signIn', 'fetch', 'read'] as const),
  ...(['public', 'read', 'fetch', 'read', 'refresh', 'read', 'fetch', 'renew', 'read'] as const),
];

export async function createScene(): Promise<Scene> {
  const system = await startSystem();
  const newBrowser = () => new Browser(system.url);
  const people: People = {
    readers: [newBrowser(), newBrowser(), newBrowser()],
    refresher: newBrowser(),
    renewer: newBrowser(),
    idler: newBrowser(),
    leaver: newBrowser(),
  };
  const { readers, refresher, renewer, idler, leaver } = people;
  let comer = newBrowser();

  async function everybodyIn(): Promise<URL> {
    const outcomes = [await signIn(leaver, 'ada')];
    for (const browser of [...readers, refresher, renewer, idler]) {
      outcomes.push(await signIn(browser));
    }
    if (outcomes.some((outcome) => outcome !== 'in')) throw new Error(`not in: ${outcomes.join()}`);
    // What people use is in the edges' caches.
    await Promise.all([newBrowser().open(publicPage), renewer.fetch(data)]);
    comer = newBrowser();
    const callback = await signInUpToCallback(comer);
    // The Lambda's caches have run out, and no token is so new that clocks apart matter to it.
    system.advance(150);
    return callback;
  }

  return {
    system,
    async story({ start, end }, load) {
      const callback = await everybodyIn();
      start();
      try {
        const [outcomes, cameBack, signedOut] = await Promise.all([
          runLoad(operationsOf(people, newBrowser), mix, load),
          comer.open(callback).then(outcomeOf),
          signOut(leaver),
        ]);
        system.advance(900);
        const renewedPage = await renewPage(idler);
        system.advance(2700);
        const expired = await openPage(readers[0]);
        return { ...outcomes, callback: cameBack, signOut: signedOut, renewedPage, expired };
      } finally {
        end();
      }
    },
    async later() {
      return {
        readers: [...new Set(await Promise.all(readers.map(openPage)))].join(', '),
        refresher: outcomeOf(await refresher.post('/_auth/refresh')),
        renewer: await openPage(renewer),
        renewal: outcomeOf(await renewer.post('/_auth/renew')),
        comer: outcomeOf(await fillIn(comer, await comer.open(page))),
        leaver: await signIn(leaver, 'ada'),
        signOut: await signOut(leaver),
        stranger: await signIn(newBrowser()),
        public: outcomeOf(await newBrowser().open(publicPage)),
      };
    },
    close: () => system.close(),
  };
}

const openPage = (browser: Browser) => browser.open(page).then(outcomeOf);

function operationsOf(
  { readers, renewer, refresher }: People,
  newBrowser: () => Browser,
): Record<Kind, Operation> {
  const reader = (turn: number) => readers[turn % readers.length] ?? readers[0];
  return {
    read: (turn) => openPage(reader(turn)),
    fetch: async (turn) => outcomeOf(await reader(turn).fetch(data)),
    public: async () => outcomeOf(await newBrowser().open(publicPage)),
    renew: async () => outcomeOf(await renewer.post('/_auth/renew')),
    refresh: async () => outcomeOf(await refresher.post('/_auth/refresh')),
    signIn: () => signIn(newBrowser()),
  };
}

async function renewPage(browser: Browser): Promise<string> {
  const before = browser.cookie(sessionCookie);
  const end = await browser.open(page);
  const change = browser.cookie(sessionCookie) === before ? 'as before' : 'renewed';
  return [outcomeOf(end), change, end.redirects].join(', ');
}
